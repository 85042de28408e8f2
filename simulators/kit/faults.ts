/** The fault panel that every simulator has: set at the start by options, later through `POST /__sim/faults`. */
import { type Fate, insteadOf } from './fate.ts';
import { type FaultSettings, QUIET, readSettings, type Window } from './fault-settings.ts';
import { answerIsLost, arrivedAt, noteFault, requestHolds } from './request.ts';
import { type Rng, seededRng } from './rng.ts';

/** Settings as options and tests give them at the start. */
export type FaultStart = Partial<FaultSettings>;

export interface FaultPanel {
  readonly settings: FaultSettings;
  /** Counts a request; what it is to be answered instead of being worked on, or null. `retryAfter` in seconds. */
  intercept(): { readonly status: number; readonly retryAfter: number | null } | null;
  /** What becomes of the next request, drawn by the server before any work; `write` is true for all but GET. */
  fate(write: boolean): Fate;
  /** Draws whether this write's answer is withheld; always so for a request whose answer is lost or spoiled anyway. */
  withholds(): boolean;
  /** Secrets that open the door now: `initial`, until the panel was told of another one. */
  secrets(initial: string): readonly string[];
  /** Changes what is given, leaves the rest; a burst counts from now on. Throws RangeError on a value out of range. */
  change(given: Readonly<Record<string, unknown>>): void;
}

interface Rotation {
  readonly secret: string;
  /** Epoch milliseconds until which the secret before it opens the door too. */
  readonly until: number;
}

/** One fewer of what is left; null when none is. */
const less = <T extends { readonly count: number }>(left: T): T | null => (left.count > 1 ? { ...left, count: left.count - 1 } : null);

function rotationOf(given: unknown, now: number): Rotation | null {
  if (given === null) return null;
  const { secret, graceMs = 0 } = given as { secret?: unknown; graceMs?: unknown };
  if (typeof secret !== 'string' || secret === '') throw new RangeError('rotate.secret must be a text');
  if (typeof graceMs !== 'number' || !(graceMs >= 0)) throw new RangeError('rotate.graceMs must be a number from 0');
  return { secret, until: now + graceMs };
}

/** Windows counted at a time: a request may be late to be looked at, but not by more than so many. */
const WINDOWS_KEPT = 10;

/** Counts requests a window, by arrival; seconds until the next one when this is one too many, else null. */
function createWindows(): (window: Window, now: number) => number | null {
  const used = new Map<number, number>();
  return ({ limit, perMs, others }, now) => {
    const at = Math.floor(now / perMs);
    const count = used.get(at) ?? others;
    if (count >= limit) return Math.max(1, Math.ceil(((at + 1) * perMs - now) / 1_000));
    used.set(at, count + 1);
    for (const old of used.keys()) if (used.size > WINDOWS_KEPT && old < at) used.delete(old);
    return null;
  };
}

type Intercepted = ReturnType<FaultPanel['intercept']>;

function createIntercept(settings: FaultSettings, sinceBurst: () => number): () => Intercepted {
  const takeWindow = createWindows();
  const hit = (name: string, status: number, retryAfter: number | null = null): Intercepted => {
    noteFault(name);
    return { status, retryAfter };
  };
  return () => {
    const counted = sinceBurst();
    const { burst, fail, forbid, window } = settings;
    const wait = window === null ? null : takeWindow(window, arrivedAt());
    if (settings.authExpired) return hit('authExpired', 401);
    if (fail !== null && fail.count > 0) {
      settings.fail = less(fail);
      return hit('fail', fail.status);
    }
    if (burst !== null && counted > burst.after && counted <= burst.after + burst.count) return hit('burst', 429, burst.retryAfter);
    if (wait !== null) return hit('window', 429, wait);
    return forbid !== null && requestHolds(forbid) ? hit('forbid', 403) : null;
  };
}

function nextFate(settings: FaultSettings, write: boolean): Fate {
  const { answer, late, down } = settings;
  if (down?.kind === 'reset' && down.count > 0) {
    settings.down = less(down);
    return { kind: 'reset' };
  }
  if (write && late !== null && late.count > 0) {
    settings.late = less(late);
    return { kind: 'late', afterMs: late.afterMs };
  }
  if (answer === null || answer.count === 0) return { kind: 'none' };
  const instead = insteadOf(answer.kind);
  if (instead === null && !write) return { kind: 'none' };
  settings.answer = less(answer);
  return instead ?? { kind: 'spoiled', how: answer.kind };
}

export function createFaultPanel(initial: FaultStart, seed: number): FaultPanel {
  const rng: Rng = seededRng(seed);
  const settings: FaultSettings = { ...QUIET, ...initial };
  let sinceBurstSet = 0;
  let rotation: Rotation | null = null;
  let before: string | null = null;

  function withholds(): boolean {
    if (answerIsLost()) return true;
    const withheld = settings.withhold > 0 && rng() < settings.withhold;
    if (withheld) noteFault('withhold');
    return withheld;
  }

  return {
    settings,
    intercept: createIntercept(settings, () => {
      sinceBurstSet += 1;
      return sinceBurstSet;
    }),
    fate: (write) => nextFate(settings, write),
    withholds,
    secrets(first) {
      if (rotation === null) return [first];
      return Date.now() < rotation.until ? [rotation.secret, before ?? first] : [rotation.secret];
    },
    change(given) {
      const next = given.rotate === undefined ? rotation : rotationOf(given.rotate, Date.now());
      Object.assign(settings, readSettings(given));
      if (next !== rotation) before = next === null ? null : (rotation?.secret ?? null);
      rotation = next;
      if (given.burst !== undefined) sinceBurstSet = 0;
    },
  };
}
