/** Incidents by the time of their last change, page by page. */
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
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';
import { cellsOf, ROW_COLUMNS } from './source.map.ts';
import { rowEvent } from './source.ts';

const PAGE = 200;

const stored = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ');

/** formats.md: an invalid part of a query is ignored and more rows return. What is older than asked for proves that. */
function ignoredQuery(): FailureError {
  const evidence = {
    message: 'ServiceNow returned records that were not asked for: it ignored the query for sys_updated_on',
    hint: 'The integration user must be allowed to read and query sys_updated_on, and its time zone must be UTC',
  };
  return new FailureError({ class: 'invalid', scope: 'system', evidence });
}

/**
 * By key, not by offset: rows change while they are read, and one that changes moves to the end instead of pushing another out of sight.
 * `^NQ` begins an alternative: later, or in the same second and with a greater sys_id.
 */
function queryOf(sinceMs: number, cursor: string | null): string {
  const order = '^ORDERBYsys_updated_on^ORDERBYsys_id';
  const [at, id] = cursor?.split('|') ?? [];
  if (at === undefined || id === undefined) return `sys_updated_on>=${stored(sinceMs)}${order}`;
  return `sys_updated_on>${at}^NQsys_updated_on=${at}^sys_id>${id}${order}`;
}

function rowsOf(answer: unknown): readonly JsonObject[] {
  const result = typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : undefined;
  if (Array.isArray(result)) return result.filter((row) => isJsonObject(row));
  throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'ServiceNow answered without rows' } });
}

export function createPoller(settings: Settings, context: ConnectContext): Poller {
  const http = createHttpClient(context);
  const credential = createCredential(settings.auth.secret, context.secret);
  const given = `sysparm_display_value=all&sysparm_exclude_reference_link=true&sysparm_limit=${PAGE}&sysparm_fields=${ROW_COLUMNS.join(',')}`;

  async function page(query: string, signal: AbortSignal): Promise<readonly JsonObject[]> {
    const path = `/api/now/v2/table/${settings.table}?sysparm_query=${encodeURIComponent(query)}&${given}`;
    return credential.use(async (secret) => {
      const authorization = `Basic ${Buffer.from(`${settings.auth.user}:${secret}`).toString('base64')}`;
      const reply = await http.call({ method: 'GET', path, headers: { accept: 'application/json', authorization }, signal });
      return rowsOf(answerJson(failures, reply, Date.now(), [secret]));
    });
  }

  return {
    async changedSince(sinceMs, cursor, signal) {
      const rows = await page(queryOf(sinceMs, cursor), signal);
      const cells = rows.map(cellsOf);
      const least = cursor?.split('|')[0] ?? stored(sinceMs);
      if (cells.some((row) => (row.sys_updated_on?.value ?? '') < least)) throw ignoredQuery();
      const last = cells.at(-1);
      const next = rows.length < PAGE || last === undefined ? null : `${last.sys_updated_on?.value}|${last.sys_id?.value}`;
      if (next !== null && next === cursor) throw ignoredQuery();
      return { events: rows.map((row) => rowEvent(row, { reconciled: 'true' })), next };
    },
    close: () => http.close(),
  };
}
