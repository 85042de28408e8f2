/** The journal's line and how an instance is rebuilt from it. */
import { readJournal } from '#simulators/kit';
import { JOURNAL, NUMBER_PREFIX, SCHEMA } from './schema.ts';
import type { RecordStore, Row } from './store.ts';
import type { Created, Effect } from './writes.ts';

/** One executed (or refused) write. Reads are counted, not written down. */
export interface LedgerLine {
  /** Epoch milliseconds. */
  readonly at: number;
  /** 1, 2, 3, ... over the life of the file. */
  readonly seq: number;
  readonly op: 'create' | 'update' | 'rejected';
  readonly table: string;
  readonly sys_id: string | null;
  readonly number: string | null;
  readonly correlation_id: string | null;
  /** Changed fields, stored values. A write that changed nothing has none. */
  readonly before: Row;
  readonly after: Row;
  /** Display values of the changed references. */
  readonly display: Row;
  /** True when the answer was held back after the work was done. */
  readonly withheld: boolean;
  /** The caller's x-request-id and traceparent headers. */
  readonly requestId: string | null;
  readonly traceparent: string | null;
  /** Records made for unknown display names come with origin `reference`, entries of a journal field with `journal`. */
  readonly origin: 'api' | 'reference' | 'journal';
  /** HTTP status of a refusal, and what it said. */
  readonly status?: number;
  readonly detail?: string;
}

export interface Caller {
  readonly requestId: string | null;
  readonly traceparent: string | null;
}

type Head = Pick<LedgerLine, 'at' | 'seq' | 'requestId' | 'traceparent'>;

export function effectLine(head: Head, effect: Effect, withheld: boolean): LedgerLine {
  const { table, op, row, before, after, display } = effect;
  return { ...head, op, table, ...identity(row), before, after, display, withheld, origin: 'api' };
}

/** A record that came into being by the way: lost when the answer is. */
export function createdLine(head: Head, { table, row }: Created, withheld: boolean): LedgerLine {
  const origin = table === JOURNAL ? 'journal' : 'reference';
  return { ...head, op: 'create', table, ...identity(row), before: {}, after: row, display: {}, withheld, origin };
}

export function rejectedLine(head: Head, table: string, row: Row | null, status: number, detail: string): LedgerLine {
  const who = row === null ? { sys_id: null, number: null, correlation_id: null } : identity(row);
  return { ...head, op: 'rejected', table, ...who, before: {}, after: {}, display: {}, withheld: false, origin: 'api', status, detail };
}

function identity(row: Row): Pick<LedgerLine, 'sys_id' | 'number' | 'correlation_id'> {
  return { sys_id: row.sys_id ?? null, number: row.number || null, correlation_id: row.correlation_id || null };
}

/** Highest sequence numbers found: of the journal, and of the record numbers per table. */
export interface Rebuilt {
  readonly seq: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly creates: number;
  readonly updates: number;
}

/** Plays a journal into an empty store. */
export async function rebuild(path: string, store: RecordStore): Promise<Rebuilt> {
  const found = { seq: 0, numbers: {} as Record<string, number>, creates: 0, updates: 0 };
  for await (const entry of readJournal(path)) {
    const line = entry as LedgerLine;
    found.seq = line.seq;
    if (line.op === 'rejected' || line.sys_id === null) continue;
    const blank = Object.fromEntries(Object.keys(SCHEMA[line.table] ?? {}).map((name) => [name, '']));
    const current = line.op === 'create' ? blank : (store.get(line.table, line.sys_id) ?? blank);
    store.put(line.table, { ...current, ...line.after }, line.at);
    if (line.origin === 'api') found[line.op === 'create' ? 'creates' : 'updates'] += 1;
    const prefix = NUMBER_PREFIX[line.table];
    if (line.op === 'create' && prefix !== undefined && line.number !== null) {
      found.numbers[line.table] = Math.max(found.numbers[line.table] ?? 0, Number(line.number.slice(prefix.length)));
    }
  }
  return found;
}
