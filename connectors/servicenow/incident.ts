/** Incidents over the Table API: created once by asking for the correlation key, changed by sys_id. */
import { type ConnectContext, createKeyGuard, FailureError, type TargetObject, type Written } from '#libs/connector-kit';
import type { TableClient, TableRow } from './client.ts';
import { toColumns } from './incident.map.ts';
import { journalAction } from './journal.ts';
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

export function incidentObject(client: TableClient, settings: Settings, context: ConnectContext): TargetObject {
  const { table } = settings;
  const consistencyDelayMs = context.consistencyDelayMs ?? settings.consistencyDelayMs;

  function written(row: TableRow): Written {
    const sysId = row.sys_id ?? '';
    const url = new URL(`nav_to.do?uri=${encodeURIComponent(`${table}.do?sys_id=${sysId}`)}`, `${context.address.replace(/\/$/, '')}/`);
    return { remoteId: sysId, number: row.number ?? null, url: url.toString() };
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

  const guard = createKeyGuard(async ({ remoteId, key }, call) => {
    const row = await client.update(table, remoteId, { correlation_id: key }, call);
    return row.correlation_id === key;
  });

  return {
    create: 'searchable',
    update: 'upsert',
    consistencyDelayMs,
    append: {
      note: journalAction(client, { table, element: 'work_notes', consistencyDelayMs }),
      comment: journalAction(client, { table, element: 'comments', consistencyDelayMs }),
    },
    async createRecord(key, want, call) {
      checkKey(key);
      await guard.before(call);
      const row = await client.create(table, { ...toColumns(want), correlation_id: key }, call);
      if (row.correlation_id !== key) throw guard.failed(keylessOf(row, key));
      checkCreated(row);
      return written(row);
    },
    async updateRecord(remoteId, want, call) {
      const { changed } = call;
      const fields = changed === null ? want : Object.fromEntries(Object.entries(want).filter(([name]) => changed.has(name)));
      const columns = toColumns(fields);
      const row = await client.update(table, remoteId, columns, call);
      checkUpdated(row, remoteId, columns);
      return written(row);
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
