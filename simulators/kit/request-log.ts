/** One line for every request, whatever became of it: what the limits and the counts of calls are checked by. */
import { openJournal, readJournal } from './journal.ts';

export interface RequestLine {
  /** Epoch milliseconds of its arrival. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** The caller's x-request-id, else webhook-id. */
  readonly requestId: string | null;
  /** Status of the answer; null when none was given. */
  readonly status: number | null;
  /** Faults that hit it, in order. */
  readonly faults: readonly string[];
  /** Seconds, date or whatever else Retry-After said. */
  readonly retryAfter: string | null;
}

export interface RequestLog {
  /** On disk when it resolves; the answer is given after that. */
  append(line: RequestLine): Promise<void>;
  close(): Promise<void>;
}

/** null keeps none, and costs nothing. */
export async function openRequestLog(path: string | null): Promise<RequestLog | null> {
  if (path === null) return null;
  const journal = await openJournal(path);
  return { append: (line) => journal.append(line), close: () => journal.close() };
}

export async function readRequestLog(path: string): Promise<readonly RequestLine[]> {
  const lines: RequestLine[] = [];
  for await (const line of readJournal(path)) lines.push(line as RequestLine);
  return lines;
}

export interface WindowCount {
  /** Epoch milliseconds of its beginning. */
  readonly from: number;
  readonly requests: number;
  /** Those of them that were answered 429. */
  readonly refused: number;
}

/** Requests by window, counted by arrival as the panel's `window` does: windows begin at multiples of `windowMs`. Oldest first. */
export function perWindow(lines: readonly RequestLine[], windowMs: number): readonly WindowCount[] {
  const windows = Map.groupBy(lines, ({ at }) => Math.floor(at / windowMs) * windowMs);
  return [...windows]
    .map(([from, group]) => ({ from, requests: group.length, refused: group.filter(({ status }) => status === 429).length }))
    .sort((a, b) => a.from - b.from);
}

/** Requests that came while a Retry-After in seconds, told at least `graceMs` before, was still running: those were under way by then. */
export function earlyRequests(lines: readonly RequestLine[], graceMs: number): readonly RequestLine[] {
  let from = Number.POSITIVE_INFINITY;
  let until = 0;
  const early: RequestLine[] = [];
  for (const line of lines) {
    if (line.at > from && line.at < until) early.push(line);
    if (line.retryAfter === null || !/^\d+$/.test(line.retryAfter)) continue;
    const end = line.at + Number(line.retryAfter) * 1000;
    if (line.at >= until) from = line.at + graceMs;
    until = Math.max(until, end);
  }
  return early;
}
