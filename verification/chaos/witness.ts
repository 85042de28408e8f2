import type { ReceivedLine } from './explain.ts';

/** A row of the audit log that the broker has acknowledged to its sender. */
export interface AcceptedRow {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: string;
  readonly version: number | null;
}

/** When a row was accepted and when it first arrived; null: not yet. */
export interface Passage {
  readonly acceptedAt: number;
  readonly arrivedAt: number | null;
}

/** Rows that can be told apart by incident and version, with their arrival at the webhook receiver: both ends are outside the line. */
export function passagesOf(rows: readonly AcceptedRow[], lines: readonly ReceivedLine[]): readonly Passage[] {
  const accepted = new Map<string, number | null>();
  for (const { key, version, at } of rows) {
    const name = `${key} ${version}`;
    accepted.set(name, accepted.has(name) ? null : at);
  }
  const arrived = new Map<string, number>();
  for (const line of lines) {
    const name = `${line.key} ${Number((line.data.extra as Readonly<Record<string, unknown>> | undefined)?.version)}`;
    if (!arrived.has(name)) arrived.set(name, line.at);
  }
  return [...accepted].flatMap(([name, acceptedAt]) =>
    // A stale row never arrives; it is judged elsewhere.
    acceptedAt === null ? [] : [{ acceptedAt, arrivedAt: arrived.get(name) ?? null }],
  );
}

/** Records accepted before a moment and delivered after it: what was in the line's hands then. */
export function inHandAt(passages: readonly Passage[], at: number): number {
  return passages.filter(({ acceptedAt, arrivedAt }) => acceptedAt <= at && arrivedAt !== null && arrivedAt > at).length;
}

/** What was accepted so shortly after a blow is counted with what it struck. */
const aroundMs = 1_000;

/**
 * Seconds from a moment until the last record was delivered that had been accepted before it or just after it; null when all
 * of them were delivered before it.
 */
export function secondsUntilAll(passages: readonly Passage[], from: number): number | null {
  const struck = passages.flatMap(({ acceptedAt, arrivedAt }) =>
    acceptedAt <= from + aroundMs && arrivedAt !== null && arrivedAt > from ? [arrivedAt] : [],
  );
  return struck.length === 0 ? null : (struck.reduce((latest, at) => Math.max(latest, at), from) - from) / 1000;
}

/** Seconds from a moment until anything was delivered again; null when nothing was. */
export function secondsUntilAny(passages: readonly Passage[], from: number): number | null {
  const next = passages.reduce(
    (first, { arrivedAt }) => (arrivedAt !== null && arrivedAt > from ? Math.min(first, arrivedAt) : first),
    Number.POSITIVE_INFINITY,
  );
  return Number.isFinite(next) ? (next - from) / 1000 : null;
}

/** The 99th percentile of the time from acceptance to arrival, of records accepted in a span; milliseconds. */
export function p99Ms(passages: readonly Passage[], from: number, to: number): number {
  const times = passages
    .flatMap(({ acceptedAt, arrivedAt }) => (acceptedAt >= from && acceptedAt <= to && arrivedAt !== null ? [arrivedAt - acceptedAt] : []))
    .sort((a, b) => a - b);
  return times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] ?? 0;
}
