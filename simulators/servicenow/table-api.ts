/** Reads of the Table API: list with paging, one record; and the answers both reads and writes share. */
import { type Answer, json } from '#simulators/kit';
import type { SimulatorOptions } from './options.ts';
import { type Presentation, present, readPath } from './present.ts';
import { matches, parseQuery, sorted } from './query.ts';
import { SCHEMA } from './schema.ts';
import { INDEXED, type RecordStore, type Row } from './store.ts';

export interface Target {
  readonly version: 1 | 2;
  readonly table: string;
  readonly sysId: string | null;
  readonly url: URL;
}

/** Splits /api/now[/v1|/v2]/table/{table}[/{sys_id}]; null for any other path. */
export function parseTarget(url: URL, defaultVersion: 1 | 2): Target | null {
  const found = /^\/api\/now\/(?:v([12])\/)?table\/([a-z0-9_]+)(?:\/([^/]+))?$/.exec(url.pathname);
  if (found === null) return null;
  const version = found[1] === undefined ? defaultVersion : found[1] === '1' ? 1 : 2;
  return { version, table: found[2] ?? '', sysId: found[3] ?? null, url };
}

/** The error body of every Table API refusal. */
export function failure(status: number, message: string, detail: string | null, headers: Readonly<Record<string, string>> = {}): Answer {
  return json(status, { error: { message, detail }, status: 'failure' }, headers);
}

export const notFound = (): Answer => failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");

const isTrue = (value: string | null): boolean => value === 'true';

export function presentationOf(url: URL, options: SimulatorOptions): Presentation {
  const wanted = url.searchParams.get('sysparm_display_value');
  return {
    displayValue: wanted === 'true' || wanted === 'all' ? wanted : 'false',
    excludeReferenceLink: isTrue(url.searchParams.get('sysparm_exclude_reference_link')),
    fields: (url.searchParams.get('sysparm_fields') ?? '').split(',').filter((name) => name !== ''),
    timeZone: options.timeZone,
    tableUrl: `${url.origin}/api/now/table`,
  };
}

function pageNumber(url: URL, name: string, fallback: number): number {
  const value = Number(url.searchParams.get(name) ?? fallback);
  return Number.isInteger(value) && value >= 0 ? value : fallback;
}

function linkHeader(url: URL, limit: number, offset: number, total: number): string {
  const last = limit === 0 ? 0 : Math.max(0, Math.floor((total - 1) / limit) * limit);
  const pages: [string, number][] = [['first', 0]];
  if (offset > 0) pages.push(['prev', Math.max(0, offset - limit)]);
  if (offset + limit < total) pages.push(['next', offset + limit]);
  pages.push(['last', last]);
  const at = (start: number): string => {
    const page = new URL(url);
    page.searchParams.set('sysparm_limit', String(limit));
    page.searchParams.set('sysparm_offset', String(start));
    return page.toString();
  };
  return pages.map(([rel, start]) => `<${at(start)}>;rel="${rel}"`).join(',');
}

/** Answers a list query from the lagging index. */
export function list(store: RecordStore, target: Target, options: SimulatorOptions, now: number, lagMs: number): Answer {
  const { url, table } = target;
  const query = parseQuery(url.searchParams.get('sysparm_query') ?? '', SCHEMA[table] ?? {});
  const read = (row: Row, path: string): string => readPath(store, table, row, path);
  const hint = query.exact !== null && INDEXED.some((field) => field === query.exact?.field) ? query.exact : undefined;
  const found = [...store.visible(table, now, lagMs, hint)].filter((row) => matches(query, row, read));
  const limit = pageNumber(url, 'sysparm_limit', 10_000);
  const offset = pageNumber(url, 'sysparm_offset', 0);
  const page = sorted(query, found, read).slice(offset, offset + limit);
  if (page.length === 0 && target.version === 1) {
    return json(404, {
      error: { message: 'No Record found', detail: "Record doesn't exist or ACL restricts the record retrieval" },
      status: 'failure',
      result: [],
    });
  }
  const headers: Record<string, string> = {};
  if (!isTrue(url.searchParams.get('sysparm_no_count'))) headers['X-Total-Count'] = String(found.length);
  if (!isTrue(url.searchParams.get('sysparm_suppress_pagination_header'))) headers.Link = linkHeader(url, limit, offset, found.length);
  const how = presentationOf(url, options);
  return json(200, { result: page.map((row) => present(store, table, row, how)) }, headers);
}
