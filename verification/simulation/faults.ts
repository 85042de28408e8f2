import type { Random } from '#verification/data';

/** What can happen to one call at a port. */
export const callFaults = ['crash-before', 'crash-sent', 'crash-answered', 'stall', 'lost', 'landed', 'late', 'slow'] as const;
/** What can happen to a call of a destination besides. */
export const targetFaults = ['withheld', 'late-execution', 'rate-limit', 'refused', 'target-down'] as const;
/** What happens to the whole system at some moment. */
export const wideFaults = ['broker-down', 'store-down', 'rebalance', 'redeploy'] as const;

export type CallFault = (typeof callFaults)[number];
export type TargetFault = (typeof targetFaults)[number];
export type WideFault = (typeof wideFaults)[number];
export type FaultKind = CallFault | TargetFault | WideFault;

/** A crash, a stall and a redeployment end a process's hold on its records; more of them in a row would be a poison message's doing. */
const deadly: ReadonlySet<FaultKind> = new Set(['crash-before', 'crash-sent', 'crash-answered', 'stall', 'redeploy']);
const mostDeadly = 3;
/** How much likelier a fault is at one site than at another. Asking is rare, and what goes wrong while asking is worth seeing. */
const anySite = [0.3, 1, 1, 1, 8] as const;
const rareSite = [1, 10, 40, 80] as const;
const fewest = 3;

export interface Faults {
  /** What happens to this call, or null. `records`: how many records it carries; a call that carries none is left alone. */
  atCall(site: string, records: number, may: readonly CallFault[]): CallFault | null;
  atTarget(records: number, may: readonly TargetFault[]): TargetFault | null;
  /** Asked now and then; null unless something wide happens now. */
  wide(inFlight: number): WideFault | null;
  /** A process ended itself: for its records that was a crash, too. */
  ended(): void;
  /** Counts a fault that really fired. */
  fired(kind: FaultKind, site: string): void;
  /** Whether anything fired since then that can keep what a caller learned from being written. */
  since(time: number): boolean;
  /** The same between two times; an outage that began before lasts on for a while. */
  between(from: number, to: number): boolean;
  readonly active: boolean;
  readonly counts: ReadonlyMap<string, number>;
  readonly log: readonly string[];
}

export interface FaultPlan {
  readonly random: Random;
  readonly now: () => number;
  /** Virtual time after which nothing fails any more. */
  readonly until: number;
  readonly enabled: boolean;
}

/** Each seed has its own mixture: some kinds only, some sites more than others, so that rare combinations come about. */
export function createFaults({ random, now, until, enabled }: FaultPlan): Faults {
  const kinds = new Set<FaultKind>([...callFaults, ...targetFaults, ...wideFaults].filter(() => random.chance(0.6)));
  const rate = random.pick([0.001, 0.002, 0.005, 0.01]);
  const wideRate = random.pick([0, 0.01, 0.02, 0.05]);
  const favoured = new Map<string, number>();
  const counts = new Map<string, number>();
  const log: string[] = [];
  const forgetful: number[] = [];
  let deadlyLeft = mostDeadly;
  let total = 0;

  const active = (): boolean => enabled && now() < until;

  /** Too few by two thirds of the time: then more often, so that no seed is without. */
  function chanceAt(site: string): number {
    const known = favoured.get(site) ?? random.pick(site.endsWith('.find') ? rareSite : anySite);
    favoured.set(site, known);
    return total < fewest && now() > until * 0.6 ? 0.3 : rate * known;
  }

  function choose<K extends FaultKind>(may: readonly K[], any: boolean): K | null {
    const left = may.filter((kind) => (any || kinds.has(kind)) && (deadlyLeft > 0 || !deadly.has(kind)));
    return left[random.below(left.length)] ?? null;
  }

  const late = (): boolean => total < fewest && now() > until * 0.6;

  return {
    atCall(site, records, may) {
      if (records === 0 || !active() || !random.chance(chanceAt(site))) return null;
      return choose(may, late());
    },
    atTarget(records, may) {
      if (records === 0 || !active() || !random.chance(Math.min(0.3, 3 * chanceAt('target')))) return null;
      return choose(may, late());
    },
    wide(inFlight) {
      if (inFlight === 0 || !active() || !random.chance(wideRate)) return null;
      return choose(wideFaults, false);
    },
    ended() {
      deadlyLeft--;
      forgetful.push(now());
    },
    fired(kind, site) {
      total++;
      if (deadly.has(kind)) deadlyLeft--;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
      if (deadly.has(kind) || kind === 'store-down' || site.startsWith('store.')) forgetful.push(now());
      log.push(`${now().toFixed(1)} ${kind} at ${site}`);
    },
    between: (from, to) => forgetful.some((time) => time >= from - 16_000 && time <= to),
    since: (time) => (forgetful.at(-1) ?? -1) >= time - 1,
    get active() {
      return active();
    },
    counts,
    log,
  };
}
