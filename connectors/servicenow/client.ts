/** The Table API, and others of an instance, over HTTP: paths, sign-in, answers. Throws FailureError only. */
import {
  answerJson,
  type Call,
  type ConnectContext,
  classify,
  createCredential,
  createHttpClient,
  FailureError,
  type HttpCall,
  type HttpReply,
  PROBE_REFUSED,
  probedWork,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

/** A record as asked for with sysparm_exclude_reference_link: every column a text. */
export type TableRow = Readonly<Record<string, string>>;

export interface TableClient {
  create(table: string, columns: TableRow, call: Call): Promise<TableRow>;
  update(table: string, sysId: string, columns: TableRow, call: Call): Promise<TableRow>;
  /** Rows that answer an encoded query. An invalid part of it is ignored by the instance: check every row again. */
  query(table: string, encoded: string, limit: number, call: Call, columns?: readonly string[]): Promise<readonly TableRow[]>;
  /** Another API of the instance: path and query below /api/. What it answers stands under `result`; a refusal in an answer of success is thrown. */
  ask(method: 'GET' | 'POST', path: string, call: Call, body?: object): Promise<unknown>;
  /** One column as people see it: of a journal field, all of its entries. */
  displayed(table: string, sysId: string, column: string, call: Call): Promise<string>;
  /** Reads the sys_id of any one record of the table. */
  probe(signal: AbortSignal): Promise<void>;
  credentialVersion(): string;
  close(): Promise<void>;
}

const WRITE = 'sysparm_input_display_value=true&sysparm_exclude_reference_link=true';

function isRow(value: unknown): value is TableRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'sys_id' in value && typeof value.sys_id === 'string';
}

function unreadable(what: string): FailureError {
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message: `ServiceNow answered without ${what}` } });
}

function resultOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'result' in value ? value.result : undefined;
}

/** A query that ran out of time comes back as 200 with the rows found so far and an error beside them (gk). */
const CUT_OFF = 'Transaction cancelled';

/**
 * An error inside an answer of success (F20). A query cut off is no "not found"; whether a write cut off was done is not
 * known; any other error is a refusal of the data.
 */
function refuseErrorBody(value: unknown, reply: HttpReply, secrets: readonly string[], isWrite: boolean): void {
  const isError = typeof value === 'object' && value !== null && 'error' in value && value.error !== null;
  if (!isError) return;
  const cutOff = { class: isWrite ? 'unknown' : 'transient', scope: 'record', meaning: 'the instance gave up half-way' } as const;
  const refused = { class: 'invalid', scope: 'record', meaning: 'an error in an answer of success' } as const;
  throw new FailureError(classify([reply.body.includes(CUT_OFF) ? cutOff : refused], reply, Date.now(), secrets));
}

function oneRow(value: unknown): TableRow {
  const row = resultOf(value);
  if (!isRow(row)) throw unreadable('the record');
  return row;
}

/** `secrets`: the password, and the header that it went in. */
type Read<T> = (reply: HttpReply, secrets: readonly string[]) => T;

interface Request {
  readonly method: HttpCall['method'];
  /** Path and query below /api/. */
  readonly path: string;
  readonly body?: object;
}

/** v1's way to say: no rows. */
const isEmptyList = (reply: HttpReply): boolean => reply.status === 404 && reply.body.includes('No Record found');

function readRows(reply: HttpReply, secrets: readonly string[]): readonly TableRow[] {
  if (isEmptyList(reply)) return [];
  const answer = answerJson(failures, reply, Date.now(), secrets);
  refuseErrorBody(answer, reply, secrets, false);
  const rows = resultOf(answer);
  if (!Array.isArray(rows)) throw unreadable('rows');
  return rows.filter(isRow);
}

function readWritten(reply: HttpReply, secrets: readonly string[]): TableRow {
  const answer = answerJson(failures, reply, Date.now(), secrets);
  refuseErrorBody(answer, reply, secrets, true);
  return oneRow(answer);
}

function readOne(reply: HttpReply, secrets: readonly string[]): TableRow {
  const answer = answerJson(failures, reply, Date.now(), secrets);
  refuseErrorBody(answer, reply, secrets, false);
  return oneRow(answer);
}

function readProbe(reply: HttpReply, secrets: readonly string[]): void {
  if (!isEmptyList(reply)) answerJson([PROBE_REFUSED, ...failures], reply, Date.now(), secrets);
}

const TABLE = 'now/v2/table';

/** `columnsOf` names the columns that are asked back of a table. */
export function createTableClient(
  settings: Settings,
  context: ConnectContext,
  columnsOf: (table: string) => readonly string[],
): TableClient {
  const http = createHttpClient(context);
  const credential = createCredential(settings.auth.secret, context.secret);
  const fieldList = (table: string): string => `sysparm_fields=${columnsOf(table).join(',')}`;

  async function exchange<T>(secret: string, request: Request, call: Call, read: Read<T>): Promise<T> {
    const { method, path, body } = request;
    const basic = Buffer.from(`${settings.auth.user}:${secret}`).toString('base64');
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Basic ${basic}`,
      'x-request-id': call.deliveryId,
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    if (body !== undefined) headers['content-type'] = 'application/json';
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const { signal, answered, holds } = call;
    return read(await http.call({ method, path: `/api/${path}`, headers, signal, answered, holds, ...sent }), [secret, basic]);
  }

  const probeAs = (secret: string, call: Call): Promise<void> =>
    exchange(secret, { method: 'GET', path: `${TABLE}/${settings.tables[0]}?sysparm_limit=1&sysparm_fields=sys_id` }, call, readProbe);

  const send = <T>(request: Request, call: Call, read: Read<T>): Promise<T> =>
    credential.use((secret) =>
      probedWork(
        () => exchange(secret, request, call, read),
        () => probeAs(secret, call),
      ),
    );

  return {
    create: (table, columns, call) =>
      send({ method: 'POST', path: `${TABLE}/${table}?${WRITE}&${fieldList(table)}`, body: columns }, call, readWritten),
    update: (table, sysId, columns, call) =>
      send(
        { method: 'PATCH', path: `${TABLE}/${table}/${encodeURIComponent(sysId)}?${WRITE}&${fieldList(table)}`, body: columns },
        call,
        readWritten,
      ),
    query(table, encoded, limit, call, columns = columnsOf(table)) {
      const ask = `sysparm_query=${encodeURIComponent(encoded)}&sysparm_limit=${limit}&sysparm_exclude_reference_link=true`;
      return send({ method: 'GET', path: `${TABLE}/${table}?${ask}&sysparm_fields=${columns.join(',')}` }, call, readRows);
    },
    ask: (method, path, call, body) =>
      send({ method, path, ...(body !== undefined && { body }) }, call, (reply, secrets) => {
        const answer = answerJson(failures, reply, Date.now(), secrets);
        refuseErrorBody(answer, reply, secrets, method === 'POST');
        return resultOf(answer);
      }),
    async displayed(table, sysId, column, call) {
      const path = `${TABLE}/${table}/${encodeURIComponent(sysId)}?sysparm_display_value=true&sysparm_fields=sys_id,${column}`;
      return (await send({ method: 'GET', path }, call, readOne))[column] ?? '';
    },
    probe: (signal) => credential.use((secret) => probeAs(secret, { deliveryId: 'probe', changed: null, traceparent: null, signal })),
    credentialVersion: credential.version,
    close: () => http.close(),
  };
}
