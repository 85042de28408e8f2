/** Records of one table over the Table API: created once by asking for the correlation key, changed by sys_id. */
import {
  type Call,
  type ConnectContext,
  createKeyGuard,
  FailureError,
  type TargetObject,
  toFailure,
  type Want,
  type Written,
} from '#libs/connector-kit';
import type { TableClient, TableRow } from './client.ts';
import { type TableMap, toColumns } from './columns.ts';
import { journalAction } from './journal.ts';
import { follow } from './move.ts';
import type { Settings } from './settings.ts';
import { checkCreated, checkUpdated, keylessOf } from './verify.ts';

/** Longest correlation_id an instance keeps (formats.md); what is longer would be cut and never be found again. */
const MAX_KEY = 100;
/** More rows than this with one key means that the query was not understood. */
const MAX_ROWS = 50;

function ignoredQuery(): FailureError {
  const evidence = {
    message: 'ServiceNow returned records that were not asked for: it ignored the query for correlation_id',
    hint: 'The integration user must be allowed to read and query correlation_id; glide.invalid_query.returns_no_rows hides this fault',
  };
  return new FailureError({ class: 'invalid', scope: 'system', evidence });
}

/** The record is there by now: whatever fails after that must be asked about, never repeated blindly. */
function halfDone({ number }: TableRow, error: unknown): FailureError {
  const { evidence } = toFailure(error);
  const message = `${number ?? 'A record'} was created but not finished: ${evidence.message}`;
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { ...evidence, message } }, { cause: error });
}

function checkKey(key: string): void {
  if (key !== '' && key.length <= MAX_KEY && !/[\^\r\n]|^javascript:/i.test(key)) return; // ^ splits a query; javascript: is run (gk)
  const evidence = {
    message: 'This correlation key cannot be kept by ServiceNow',
    field: 'correlation_id',
    expected: `1 to ${MAX_KEY} characters, without ^ and not a script`,
  };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** Where a person opens a record. */
export function addressOf(table: string, sysId: string, context: ConnectContext): string {
  const record = encodeURIComponent(`${table}.do?sys_id=${sysId}`);
  return new URL(`nav_to.do?uri=${record}`, `${context.address.replace(/\/$/, '')}/`).toString();
}

interface Steps {
  create(key: string, want: Want, call: Call): Promise<TableRow>;
  update(sysId: string, want: Want, call: Call): Promise<TableRow>;
}

/** Columns that are written at once, and the state that has to be walked to; null when there is none. */
function split(map: TableMap, want: Want, zone: string): { readonly columns: TableRow; readonly state: string | null } {
  const { state = null, ...others } = toColumns(map, want, zone);
  return map.walks === true ? { columns: others, state } : { columns: toColumns(map, want, zone), state: null };
}

function createSteps(client: TableClient, map: TableMap, zone: string): Steps {
  const { table } = map;
  const guard = createKeyGuard(async ({ remoteId, key }, call) => {
    const row = await client.update(table, remoteId, { correlation_id: key }, call);
    return row.correlation_id === key;
  });
  return {
    async create(key, want, call) {
      const { columns, state } = split(map, want, zone);
      await guard.before(call);
      const row = await client.create(table, { ...columns, correlation_id: key }, call);
      if (row.correlation_id !== key) throw guard.failed(keylessOf(row, key));
      checkCreated(row);
      if (state !== null) await follow(client, row, state, call).catch((error: unknown) => Promise.reject(halfDone(row, error)));
      return row;
    },
    async update(sysId, want, call) {
      const { columns, state } = split(map, want, zone);
      const row = await client.update(table, sysId, columns, call);
      checkUpdated(map, row, sysId, columns);
      if (state !== null) await follow(client, row, state, call);
      return row;
    },
  };
}

export function recordObject(client: TableClient, map: TableMap, settings: Settings, context: ConnectContext): TargetObject {
  const { table } = map;
  const consistencyDelayMs = context.consistencyDelayMs ?? settings.consistencyDelayMs;
  const steps = createSteps(client, map, settings.timezone);
  const written = ({ sys_id = '', number }: TableRow): Written => ({
    remoteId: sys_id,
    number: number ?? null,
    url: addressOf(table, sys_id, context),
  });
  // An integration user may not delete, as a rule.
  const cancel = async (remoteId: string, call: Call): Promise<'ended'> => {
    await steps.update(remoteId, { status: 'cancelled' }, call);
    return 'ended';
  };
  return {
    create: 'searchable',
    update: 'upsert',
    consistencyDelayMs,
    ...(map.fields.status?.values?.cancelled !== undefined && { withdraw: cancel }),
    append: {
      note: journalAction(client, { table, element: 'work_notes', consistencyDelayMs }),
      comment: journalAction(client, { table, element: 'comments', consistencyDelayMs }),
    },
    async createRecord(key, want, call) {
      checkKey(key);
      return written(await steps.create(key, want, call));
    },
    async updateRecord(remoteId, want, call) {
      const { changed } = call;
      const fields = changed === null ? want : Object.fromEntries(Object.entries(want).filter(([name]) => changed.has(name)));
      return written(await steps.update(remoteId, fields, call));
    },
    async find(key, call) {
      checkKey(key);
      const rows = await client.query(table, `correlation_id=${key}^ORDERBYsys_created_on`, MAX_ROWS, call);
      // formats.md: an invalid part of a query is ignored and more rows return. A row that has nothing to do with the key
      // proves that this happened; "not found" would then be a guess, and acting on it a second ticket. (Letters are
      // compared without case by the instance, so that another spelling of the key is no such proof.)
      if (rows.some((row) => (row.correlation_id ?? '').toLowerCase() !== key.toLowerCase())) throw ignoredQuery();
      return rows.filter((row) => row.correlation_id === key).map(written);
    },
  };
}
