import { auditRows } from '../audit-log.ts';
import { type AuditRow, readAuditRows } from '../audit-rows.ts';
import { badRows } from '../bad-input.ts';
import { readCmdb } from '../cmdb.ts';
import type { Feed } from './produce.ts';

const STATES = new Set([
  'New',
  'Active',
  'Awaiting User Info',
  'Awaiting Problem',
  'Awaiting Vendor',
  'Awaiting Evidence',
  'Resolved',
  'Closed',
]);

/** Rows of an audit log file, in file order; `limit` counts rows without the header. */
export async function* fileFeed(path: string, limit: number): AsyncGenerator<Feed> {
  for await (const { line, row } of readAuditRows(path, limit)) yield rowFeed(row, line);
}

/** Rows of a generated audit log. */
export async function* generatedFeed(seed: number, rows: number): AsyncGenerator<Feed> {
  let line = 1;
  for (const row of auditRows({ seed, rows })) yield rowFeed(row, ++line);
}

/** The demo's configuration items. */
export async function* cmdbFeed(): AsyncGenerator<Feed> {
  for (const record of readCmdb()) yield { key: record.id, value: Buffer.from(JSON.stringify(record)), note: { bad: null } };
}

/** The named bad rows amid the good ones, one after every 50. */
export async function* withBadRows(feed: AsyncIterable<Feed>): AsyncGenerator<Feed> {
  const bad = badRows().map(({ id, key, value }): Feed => ({ key, value, note: { line: null, version: null, bad: id } }));
  let sent = 0;
  for await (const item of feed) {
    yield item;
    const extra = ++sent % 50 === 0 ? bad.shift() : undefined;
    if (extra !== undefined) yield extra;
  }
  yield* bad;
}

/** A row whose state nobody has mapped is bad too, and is named by its number and line. */
function rowFeed(row: AuditRow, line: number): Feed {
  const { number = '', sys_mod_count: count = '', incident_state: state = '' } = row;
  const bad = STATES.has(state) ? null : `${number}@${line}`;
  return { key: number, value: Buffer.from(JSON.stringify(row)), note: { line, version: Number(count), bad } };
}
