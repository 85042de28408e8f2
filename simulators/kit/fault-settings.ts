/** What the panel can be told, each value checked. */
import { KINDS, type Kind } from './fate.ts';

export interface Burst {
  /** Requests answered normally before the burst. */
  readonly after: number;
  /** Requests then answered 429. */
  readonly count: number;
  /** Retry-After, seconds. */
  readonly retryAfter: number;
}

/** How Retry-After is written in every 429 (F13). */
export const RETRY_AFTER_FORMS = ['seconds', 'date', 'past', 'huge', 'garbage', 'missing'] as const;
export type RetryAfterForm = (typeof RETRY_AFTER_FORMS)[number];

/** At most `limit` requests in each window of `perMs`, which begin at multiples of it; another client of the account takes `others` of them. */
export interface Window {
  readonly limit: number;
  readonly perMs: number;
  readonly others: number;
}

export type Down =
  /** The next `count` requests are reset without being worked on. */
  | { readonly kind: 'reset'; readonly count: number }
  /** Nobody listens for so long; requests under way are answered first. */
  | { readonly kind: 'refused'; readonly forMs: number };

export interface FaultSettings {
  /** Share (0..1) of write answers withheld: the work is done and logged, then the connection is cut without an answer. */
  withhold: number;
  /** Milliseconds every answer waits. */
  delayMs: number;
  burst: Burst | null;
  retryAfterAs: RetryAfterForm;
  window: Window | null;
  /** The next `count` requests are answered with this status and nothing is done. */
  fail: { readonly status: number; readonly count: number } | null;
  /** Requests that hold this text in path, query or body are answered 403 until it is null. */
  forbid: string | null;
  /** The connections of the next `count` writes are cut at once, and their work is done `afterMs` later: later than an ask. */
  late: { readonly count: number; readonly afterMs: number } | null;
  /** The next `count` requests are answered so: `instead` kinds do no work, the others do it and spoil the answer. */
  answer: { readonly kind: Kind; readonly count: number } | null;
  /** The credential has run out: every request is answered 401 until this is false again. */
  authExpired: boolean;
  down: Down | null;
}

export const QUIET: FaultSettings = {
  withhold: 0,
  delayMs: 0,
  burst: null,
  retryAfterAs: 'seconds',
  window: null,
  fail: null,
  forbid: null,
  late: null,
  answer: null,
  authExpired: false,
  down: null,
};

/** Reads `after=100,count=20,retryAfter=2`. Throws when a part is missing or not a number. */
export function parseBurst(text: string): Burst {
  const parts = new Map(text.split(',').map((part): [string, string | undefined] => [part.split('=')[0] ?? '', part.split('=')[1]]));
  const take = (name: string): number => {
    const value = Number(parts.get(name) ?? Number.NaN);
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`a burst needs ${name}=<number>, as in after=100,count=20,retryAfter=2`);
    return value;
  };
  return { after: take('after'), count: take('count'), retryAfter: take('retryAfter') };
}

function asNumber(name: string, value: unknown, max: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= max)) throw new RangeError(`${name} must be a number from 0 to ${max}`);
  return value;
}

function asOne<T extends string>(name: string, value: unknown, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found === undefined) throw new RangeError(`${name} must be one of ${known.join(', ')}`);
  return found;
}

type Given = Readonly<Record<string, unknown>>;

function asBurst(value: unknown): Burst {
  if (typeof value === 'string') return parseBurst(value);
  const given = value as Partial<Burst>;
  return parseBurst(`after=${given.after ?? 0},count=${given.count},retryAfter=${given.retryAfter}`);
}

function asDown(given: Given): Down {
  const kind = asOne('down.kind', given.kind, ['reset', 'refused']);
  if (kind === 'reset') return { kind, count: asNumber('down.count', given.count ?? 1, 1e9) };
  return { kind, forMs: asNumber('down.forMs', given.forMs, 600_000) };
}

function asText(value: unknown): string {
  if (typeof value !== 'string' || value === '') throw new RangeError('forbid must be a text that a request holds');
  return value;
}

const READERS: { readonly [Name in keyof FaultSettings]: (given: unknown) => FaultSettings[Name] } = {
  withhold: (given) => asNumber('withhold', given, 1),
  delayMs: (given) => asNumber('delayMs', given, 600_000),
  burst: (given) => (given === null ? null : asBurst(given)),
  retryAfterAs: (given) => asOne('retryAfterAs', given, RETRY_AFTER_FORMS),
  window: read(({ limit, perMs, others }) => ({
    limit: asNumber('window.limit', limit, 1e9),
    perMs: Math.max(1, asNumber('window.perMs', perMs, 3_600_000)),
    others: asNumber('window.others', others ?? 0, 1e9),
  })),
  fail: read(({ status, count }) => ({ status: asNumber('fail.status', status, 599), count: asNumber('fail.count', count ?? 1, 1e9) })),
  forbid: (given) => (given === null ? null : asText(given)),
  late: read(({ count, afterMs }) => ({
    count: asNumber('late.count', count ?? 1, 1e9),
    afterMs: asNumber('late.afterMs', afterMs, 600_000),
  })),
  answer: read(({ kind, count }) => ({ kind: asOne('answer.kind', kind, KINDS), count: asNumber('answer.count', count ?? 1, 1e9) })),
  authExpired: (given) => given === true,
  down: read(asDown),
};

function read<T>(one: (given: Given) => T): (given: unknown) => T | null {
  return (given) => (given === null ? null : one(given as Given));
}

/** The given settings that there are, checked. Throws RangeError naming the first that is out of range; unknown names are the vendor's. */
export function readSettings(given: Given): Partial<FaultSettings> {
  const names = (Object.keys(READERS) as (keyof FaultSettings)[]).filter((name) => given[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, READERS[name](given[name])]));
}
