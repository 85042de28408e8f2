/** The fault panel that every simulator has: set at the start by options, later through `POST /__sim/faults`. */
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
}

export interface FaultPanel {
  readonly settings: FaultSettings;
  /** Counts a request; what it is to be answered instead of being worked on, or null. */
  intercept(): { readonly status: number; readonly retryAfter: number | null } | null;
  /** Draws whether this write's answer is withheld. */
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

export function createFaultPanel(initial: Partial<FaultSettings>, seed: number): FaultPanel {
  const rng: Rng = seededRng(seed);
  const settings: FaultSettings = { withhold: 0, delayMs: 0, burst: null, fail: null, ...initial };
  let sinceBurstSet = 0;
  return {
    settings,
    intercept() {
      sinceBurstSet += 1;
      const { burst, fail } = settings;
      if (fail !== null && fail.count > 0) {
        settings.fail = fail.count > 1 ? { status: fail.status, count: fail.count - 1 } : null;
        return { status: fail.status, retryAfter: null };
      }
      if (burst !== null && sinceBurstSet > burst.after && sinceBurstSet <= burst.after + burst.count) {
        return { status: 429, retryAfter: burst.retryAfter };
      }
      return null;
    },
    withholds: () => settings.withhold > 0 && rng() < settings.withhold,
    change(given) {
      if (given.withhold !== undefined) settings.withhold = asNumber('withhold', given.withhold, 1);
      if (given.delayMs !== undefined) settings.delayMs = asNumber('delayMs', given.delayMs, 600_000);
      if (given.fail !== undefined) settings.fail = asFail(given.fail);
      if (given.burst !== undefined) {
        settings.burst = asBurst(given.burst);
        sinceBurstSet = 0;
      }
    },
  };
}
