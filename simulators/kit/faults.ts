/** The fault panel that every simulator has: set at the start by options, later through `POST /__sim/faults`. */
import { answerIsLost, type Fate, type Instead, insteadOf, KINDS, type Kind } from './fate.ts';
import { type Rng, seededRng } from './rng.ts';

export interface Burst {
  /** Requests answered normally before the burst. */
  readonly after: number;
  /** Requests then answered 429. */
  readonly count: number;
  /** Retry-After, seconds. */
  readonly retryAfter: number;
}

export interface FaultSettings {
  /** Share (0..1) of write answers withheld: the work is done and logged, then the connection is cut without an answer. */
  withhold: number;
  /** Milliseconds every answer waits. */
  delayMs: number;
  burst: Burst | null;
  /** The next `count` requests are answered with this status and nothing is done. */
  fail: { readonly status: number; readonly count: number } | null;
  /** The connections of the next `count` writes are cut at once, and their work is done `afterMs` later: later than an ask. */
  late: { readonly count: number; readonly afterMs: number } | null;
  /** The next `count` requests are answered so: `instead` kinds do no work, the others do it and spoil the answer. */
  answer: { readonly kind: Kind; readonly count: number } | null;
  /** The credential has run out: every request is answered 401 until this is false again. */
  authExpired: boolean;
}

/** Settings as options and tests give them at the start. */
export type FaultStart = Partial<FaultSettings>;

export interface FaultPanel {
  readonly settings: FaultSettings;
  /** Counts a request; what it is to be answered instead of being worked on, or null. */
  intercept(): { readonly status: number; readonly retryAfter: number | null } | null;
  /** What becomes of the next request, drawn by the server before any work; `write` is true for all but GET. */
  fate(write: boolean): Fate;
  /** Draws whether this write's answer is withheld; always so for a request whose answer is lost or spoiled anyway. */
  withholds(): boolean;
  /** Changes what is given, leaves the rest; a burst counts from now on. Throws on a value out of range. */
  change(given: Readonly<Record<string, unknown>>): void;
}

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

function asBurst(value: unknown): Burst | null {
  if (value === null) return null;
  if (typeof value === 'string') return parseBurst(value);
  const given = value as Partial<Burst>;
  return parseBurst(`after=${given.after ?? 0},count=${given.count},retryAfter=${given.retryAfter}`);
}

function asFail(value: unknown): FaultSettings['fail'] {
  if (value === null) return null;
  const given = value as { status?: unknown; count?: unknown };
  return { status: asNumber('fail.status', given.status, 599), count: asNumber('fail.count', given.count ?? 1, 1e9) };
}

function asLate(value: unknown): FaultSettings['late'] {
  if (value === null) return null;
  const given = value as { count?: unknown; afterMs?: unknown };
  return { count: asNumber('late.count', given.count ?? 1, 1e9), afterMs: asNumber('late.afterMs', given.afterMs, 600_000) };
}

function asAnswer(value: unknown): FaultSettings['answer'] {
  if (value === null) return null;
  const given = value as { kind?: unknown; count?: unknown };
  const kind = KINDS.find((known) => known === given.kind);
  if (kind === undefined) throw new RangeError(`answer.kind must be one of ${KINDS.join(', ')}`);
  return { kind, count: asNumber('answer.count', given.count ?? 1, 1e9) };
}

/** One fewer of what is left; null when none is. */
const less = <T extends { readonly count: number }>(left: T): T | null => (left.count > 1 ? { ...left, count: left.count - 1 } : null);

export function createFaultPanel(initial: FaultStart, seed: number): FaultPanel {
  const rng: Rng = seededRng(seed);
  const quiet = { withhold: 0, delayMs: 0, burst: null, fail: null, late: null, answer: null, authExpired: false };
  const settings: FaultSettings = { ...quiet, ...initial };
  let sinceBurstSet = 0;
  return {
    settings,
    intercept() {
      sinceBurstSet += 1;
      const { burst, fail } = settings;
      if (settings.authExpired) return { status: 401, retryAfter: null };
      if (fail !== null && fail.count > 0) {
        settings.fail = less(fail);
        return { status: fail.status, retryAfter: null };
      }
      if (burst !== null && sinceBurstSet > burst.after && sinceBurstSet <= burst.after + burst.count) {
        return { status: 429, retryAfter: burst.retryAfter };
      }
      return null;
    },
    fate(write) {
      const { answer, late } = settings;
      if (write && late !== null && late.count > 0) {
        settings.late = less(late);
        return { kind: 'late', afterMs: late.afterMs };
      }
      if (answer === null || answer.count === 0) return { kind: 'none' };
      const instead: Instead | null = insteadOf(answer.kind);
      if (instead === null && !write) return { kind: 'none' };
      settings.answer = less(answer);
      return instead ?? { kind: 'spoiled', how: answer.kind };
    },
    withholds: () => answerIsLost() || (settings.withhold > 0 && rng() < settings.withhold),
    change(given) {
      if (given.withhold !== undefined) settings.withhold = asNumber('withhold', given.withhold, 1);
      if (given.delayMs !== undefined) settings.delayMs = asNumber('delayMs', given.delayMs, 600_000);
      if (given.fail !== undefined) settings.fail = asFail(given.fail);
      if (given.late !== undefined) settings.late = asLate(given.late);
      if (given.answer !== undefined) settings.answer = asAnswer(given.answer);
      if (typeof given.authExpired === 'boolean') settings.authExpired = given.authExpired;
      if (given.burst !== undefined) {
        settings.burst = asBurst(given.burst);
        sinceBurstSet = 0;
      }
    },
  };
}
