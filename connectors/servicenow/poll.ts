/** Rows by the time of their last change, table after table, page by page. */
import {
  answerJson,
  type ConnectContext,
  createCredential,
  createHttpClient,
  FailureError,
  isJsonObject,
  type JsonObject,
  type Poller,
} from '#libs/connector-kit';
import type { AllValues, TableMap } from './columns.ts';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';
import { cellsOf } from './source.map.ts';
import { rowEvent } from './source.ts';
import { mapOfTable, rowColumns } from './tables.ts';
import { storedTime as stored } from './time.ts';

const PAGE = 200;

/** formats.md: an invalid part of a query is ignored and more rows return. What is older than asked for proves that. */
function ignoredQuery(): FailureError {
  const evidence = {
    message: 'ServiceNow returned records that were not asked for: it ignored the query for sys_updated_on',
    hint: 'The integration user must be allowed to read and query sys_updated_on, and its time zone must be UTC',
  };
  return new FailureError({ class: 'invalid', scope: 'system', evidence });
}

interface Position {
  readonly map: TableMap;
  /** Time and sys_id of the last row read; null at the beginning of a table. */
  readonly last: { readonly at: string; readonly id: string } | null;
}

const cursorOf = ({ map, last }: Position): string => [map.table, last?.at ?? '', last?.id ?? ''].join('|');

/** Where a cursor stands; the first table when there is none. */
function positionOf(tables: readonly TableMap[], cursor: string | null): Position | undefined {
  const [table, at = '', id = ''] = cursor?.split('|') ?? [tables[0]?.table];
  const map = tables.find((one) => one.table === table);
  return map && { map, last: at === '' ? null : { at, id } };
}

/**
 * By key, not by offset: rows change while they are read, and one that changes moves to the end instead of pushing another out of sight.
 * `^NQ` begins an alternative: later, or in the same second and with a greater sys_id.
 */
function queryOf(sinceMs: number, { last }: Position): string {
  const order = '^ORDERBYsys_updated_on^ORDERBYsys_id';
  if (last === null) return `sys_updated_on>=${stored(sinceMs)}${order}`;
  return `sys_updated_on>${last.at}^NQsys_updated_on=${last.at}^sys_id>${last.id}${order}`;
}

/** The page after this one, of this table or of the next one. */
function following(tables: readonly TableMap[], { map }: Position, rows: readonly AllValues[]): Position | undefined {
  const last = rows.at(-1);
  if (rows.length === PAGE && last !== undefined)
    return { map, last: { at: last.sys_updated_on?.value ?? '', id: last.sys_id?.value ?? '' } };
  const next = tables[tables.indexOf(map) + 1];
  return next && { map: next, last: null };
}

function rowsOf(answer: unknown): readonly JsonObject[] {
  const result = typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : undefined;
  if (Array.isArray(result)) return result.filter((row) => isJsonObject(row));
  throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'ServiceNow answered without rows' } });
}

export function createPoller(settings: Settings, context: ConnectContext): Poller {
  const http = createHttpClient(context);
  const credential = createCredential(settings.auth.secret, context.secret);
  const tables = settings.tables.flatMap((name) => mapOfTable(name) ?? []);
  const given = 'sysparm_display_value=all&sysparm_exclude_reference_link=true';

  async function page(map: TableMap, query: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const ask = `sysparm_query=${encodeURIComponent(query)}&${given}&sysparm_limit=${PAGE}&sysparm_fields=${rowColumns(map).join(',')}`;
    return credential.use(async (secret) => {
      const basic = Buffer.from(`${settings.auth.user}:${secret}`).toString('base64');
      const headers = { accept: 'application/json', authorization: `Basic ${basic}` };
      const reply = await http.call({ method: 'GET', path: `/api/now/v2/table/${map.table}?${ask}`, headers, signal });
      return rowsOf(answerJson(failures, reply, Date.now(), [secret, basic]));
    });
  }

  return {
    async changedSince(sinceMs, cursor, signal) {
      const at = positionOf(tables, cursor);
      if (at === undefined) return { events: [], next: null };
      const rows = await page(at.map, queryOf(sinceMs, at), signal);
      const cells = rows.map((row) => cellsOf(at.map, row));
      const least = at.last?.at ?? stored(sinceMs);
      if (cells.some((row) => (row.sys_updated_on?.value ?? '') < least)) throw ignoredQuery();
      const after = following(tables, at, cells);
      const next = after === undefined ? null : cursorOf(after);
      if (next !== null && next === cursor) throw ignoredQuery();
      return { events: rows.map((row) => rowEvent(at.map, row, { reconciled: 'true' })), next };
    },
    close: () => http.close(),
  };
}
