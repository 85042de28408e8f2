import type { FaultKind, Planned } from './fault-kinds.ts';
import { isDeadly } from './fault-kinds.ts';

/** More unclean ends than these in a row would be a poison message's doing. */
const mostDeadly = 3;
/** How long a process's memory of what it did before an outage of its database may still be missing there. */
const outageMs = 16_000;

export interface Faults {
  /** What of `may` happens to this call, or null. `records`: how many records it carries; a call that carries none is left alone. */
  at<K extends FaultKind>(site: string, records: number, may: readonly K[]): Struck<K> | null;
  /** A process ended itself: for its records that was a crash, too. */
  ended(): void;
  /** A commit was not known to be done: the next owner may take the last one for an unclean end. */
  unwritten(): void;
  /** How often a record may seem to have ended the process that had it in hand. */
  readonly uncleanEnds: number;
  /** Whether a process may still end uncleanly. */
  readonly deadlyLeft: number;
  /** Whether anything fired since then that can keep what a caller learned from being written. */
  since(time: number): boolean;
  /** The same between two times; an outage that began before lasts on for a while. */
  between(from: number, to: number): boolean;
  /** Whether some process did not reach the database between these times. */
  storeAway(from: number, to: number): boolean;
  readonly active: boolean;
  readonly counts: ReadonlyMap<string, number>;
  readonly log: readonly string[];
}

export interface Struck<K> {
  readonly kind: K;
  /** Milliseconds, for what lasts. */
  readonly forMs: number;
}

export interface FaultPlan {
  readonly plan: readonly Planned[];
  readonly now: () => number;
  /** Virtual time after which nothing fails any more. */
  readonly until: number;
}

/** Each planned fault waits from its time on for the first call at its site that carries records, and befalls that. */
export function createFaults({ plan, now, until }: FaultPlan): Faults {
  const bySite = Map.groupBy(
    plan.toSorted((a, b) => a.at - b.at).map((planned) => ({ ...planned, left: planned.times })),
    ({ site }) => site,
  );
  const counts = new Map<string, number>();
  const log: string[] = [];
  const forgetful: number[] = [];
  const cutOff: { readonly from: number; readonly to: number }[] = [];
  let deadlyLeft = mostDeadly;
  let unwritten = 0;

  const active = (): boolean => now() < until;

  function fired({ kind, site, forMs }: Planned): void {
    if (isDeadly(kind)) deadlyLeft--;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    if (kind === 'store-down' || kind === 'cut-off') cutOff.push({ from: now(), to: now() + forMs });
    if (isDeadly(kind) || kind === 'store-down' || kind === 'cut-off' || site.startsWith('store.')) forgetful.push(now());
    log.push(`${now().toFixed(1)} ${kind} at ${site}`);
  }

  return {
    at(site, records, may) {
      if (records === 0 || !active()) return null;
      const waiting = bySite.get(site);
      const found = waiting?.find(
        ({ at, kind, left }) =>
          at <= now() && left > 0 && (may as readonly FaultKind[]).includes(kind) && (deadlyLeft > 0 || !isDeadly(kind)),
      );
      if (!found) return null;
      found.left--;
      fired(found);
      return { kind: found.kind as (typeof may)[number], forMs: found.forMs };
    },
    ended() {
      deadlyLeft--;
      forgetful.push(now());
    },
    unwritten: () => void unwritten++,
    get uncleanEnds() {
      return mostDeadly - deadlyLeft + unwritten;
    },
    get deadlyLeft() {
      return deadlyLeft;
    },
    between: (from, to) => forgetful.some((time) => time >= from - outageMs && time <= to),
    storeAway: (from, to) => cutOff.some((each) => each.from <= to && each.to >= from),
    since: (time) => (forgetful.at(-1) ?? -1) >= time - 1 || cutOff.some(({ to }) => to >= time),
    get active() {
      return active();
    },
    counts,
    log,
  };
}
