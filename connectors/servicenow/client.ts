/** The Table API over HTTP: paths, sign-in, answers. Throws FailureError only. */
import {
  answerJson,
  type Call,
  type ConnectContext,
  classify,
  createHttpClient,
  FailureError,
  type HttpCall,
  type HttpReply,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

/** A record as asked for with sysparm_exclude_reference_link: every column a text. */
export type TableRow = Readonly<Record<string, string>>;

export interface TableClient {
  create(table: string, columns: TableRow, call: Call): Promise<TableRow>;
  update(table: string, sysId: string, columns: TableRow, call: Call): Promise<TableRow>;
  /** Rows that answer an encoded query. An invalid part of it is ignored by the instance: check every row again. */
  query(table: string, encoded: string, limit: number, call: Call): Promise<readonly TableRow[]>;
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
function refuseErrorBody(value: unknown, reply: HttpReply, secret: string, isWrite: boolean): void {
  const isError = typeof value === 'object' && value !== null && 'error' in value && value.error !== null;
  if (!isError) return;
  const cutOff = { class: isWrite ? 'unknown' : 'transient', scope: 'record', meaning: 'the instance gave up half-way' } as const;
  const refused = { class: 'invalid', scope: 'record', meaning: 'an error in an answer of success' } as const;
  throw new FailureError(classify([reply.body.includes(CUT_OFF) ? cutOff : refused], reply, Date.now(), [secret]));
}

function oneRow(value: unknown): TableRow {
  const row = resultOf(value);
  if (!isRow(row)) throw unreadable('the record it wrote');
  return row;
}

export function createTableClient(settings: Settings, context: ConnectContext, fields: readonly string[]): TableClient {
  const { address, callTimeoutMs, concurrency, allowLoopback } = context;
  const http = createHttpClient({ address, callTimeoutMs, concurrency, allowLoopback });
  const fieldList = `sysparm_fields=${fields.join(',')}`;

  async function send(
    method: HttpCall['method'],
    path: string,
    call: Call,
    columns?: TableRow,
  ): Promise<{ reply: HttpReply; secret: string }> {
    const secret = context.secret(settings.auth.secret);
    const headers: Record<string, string> = {
      accept: 'application/json',
      authorization: `Basic ${Buffer.from(`${settings.auth.user}:${secret}`).toString('base64')}`,
      'x-request-id': call.deliveryId,
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    if (columns !== undefined) headers['content-type'] = 'application/json';
    const body = columns === undefined ? {} : { body: JSON.stringify(columns) };
    return { reply: await http.call({ method, path: `/api/now/v2/table/${path}`, headers, signal: call.signal, ...body }), secret };
  }

  async function write(method: 'POST' | 'PATCH', path: string, columns: TableRow, call: Call): Promise<TableRow> {
    const { reply, secret } = await send(method, `${path}?${WRITE}&${fieldList}`, call, columns);
    const answer = answerJson(failures, reply, Date.now(), [secret]);
    refuseErrorBody(answer, reply, secret, true);
    return oneRow(answer);
  }

  return {
    create: (table, columns, call) => write('POST', table, columns, call),
    update: (table, sysId, columns, call) => write('PATCH', `${table}/${encodeURIComponent(sysId)}`, columns, call),
    async query(table, encoded, limit, call) {
      const ask = `sysparm_query=${encodeURIComponent(encoded)}&sysparm_limit=${limit}&sysparm_exclude_reference_link=true`;
      const { reply, secret } = await send('GET', `${table}?${ask}&${fieldList}`, call);
      if (reply.status === 404 && reply.body.includes('No Record found')) return []; // v1's way to say: no rows
      const answer = answerJson(failures, reply, Date.now(), [secret]);
      refuseErrorBody(answer, reply, secret, false);
      const rows = resultOf(answer);
      if (!Array.isArray(rows)) throw unreadable('rows');
      return rows.filter(isRow);
    },
    close: () => http.close(),
  };
}
