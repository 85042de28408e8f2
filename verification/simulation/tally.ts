import { createHash } from 'node:crypto';
import type { RunResult } from './run-history.ts';

export interface Summary {
  readonly seeds: number;
  readonly faults: number;
  readonly messages: number;
  readonly violations: number;
  readonly possibleDuplicates: number;
  /** Processes that ended themselves. */
  readonly fatal: number;
  readonly byOracle: Readonly<Record<string, number>>;
  readonly byFault: Readonly<Record<string, number>>;
  /** How often the rarer paths were taken: records spooled, contexts owed and made good, what was parked sent again. */
  readonly reached: Readonly<Record<string, number>>;
  /** Of any one seed. */
  readonly fewestFaults: number;
  readonly failingSeeds: readonly number[];
  /** Rejections that nobody took: in a service each would end the process. */
  readonly unhandled: readonly string[];
  /** Of everything that happened, in order: the same seeds must give the same. */
  readonly trace: string;
  readonly virtualHours: number;
  readonly seconds: number;
  readonly seedsPerSecond: number;
}

type Counts = Record<string, number>;

const noViolations = { O1: 0, O2: 0, O3: 0, O4: 0, O7: 0, O8: 0, O9: 0 };
const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

function count(counts: Counts, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
}

/** Sums over all seeds of a run. */
export function createTally(now: () => number) {
  const startedAt = now();
  const byOracle: Counts = { ...noViolations };
  const byFault: Counts = {};
  const reached: Counts = {};
  const failing: number[] = [];
  const stray: string[] = [];
  const sum = { seeds: 0, faults: 0, messages: 0, violations: 0, possibleDuplicates: 0, fatal: 0, virtualHours: 0 };
  let fewestFaults = Number.POSITIVE_INFINITY;
  const hashes = createHash('sha256');

  return {
    add(seed: number, { hash, violations, faults, reached: taken, messages, possibleDuplicates, fatal, virtualSeconds }: RunResult): void {
      const fired = [...faults.values()].reduce((total, each) => total + each, 0);
      fewestFaults = Math.min(fewestFaults, fired);
      hashes.update(hash);
      sum.seeds++;
      sum.faults += fired;
      sum.messages += messages;
      sum.violations += violations.length;
      sum.possibleDuplicates += possibleDuplicates;
      sum.fatal += fatal.length;
      sum.virtualHours += virtualSeconds / 3600;
      for (const { oracle } of violations) count(byOracle, oracle);
      for (const [path, times] of Object.entries(taken)) count(reached, path, times);
      for (const [kind, times] of faults) count(byFault, kind, times);
      if (violations.length > 0) failing.push(seed);
    },
    stray(error: unknown): void {
      stray.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
      count(byOracle, 'unhandled');
    },
    get violations() {
      return sum.violations + stray.length;
    },
    summary(): Summary {
      const seconds = (now() - startedAt) / 1000;
      return {
        ...sum,
        violations: sum.violations + stray.length,
        ...{ byOracle, byFault, reached, fewestFaults, failingSeeds: failing.slice(0, 50), unhandled: stray.slice(0, 3) },
        trace: hashes.copy().digest('hex').slice(0, 16),
        virtualHours: rounded(sum.virtualHours, 1),
        seconds: rounded(seconds, 1),
        seedsPerSecond: rounded(sum.seeds / seconds, 2),
      };
    },
  };
}

/** What several processes found, in the order of their seeds. */
export function added(parts: readonly Summary[], seconds: number): Summary {
  const sumOf = (pick: (part: Summary) => number): number => parts.reduce((sum, part) => sum + pick(part), 0);
  const countsOf = (pick: (part: Summary) => Readonly<Counts>): Counts => {
    const counts: Counts = {};
    for (const part of parts) for (const [name, times] of Object.entries(pick(part))) count(counts, name, times);
    return counts;
  };
  const seeds = sumOf((part) => part.seeds);
  return {
    seeds,
    faults: sumOf((part) => part.faults),
    messages: sumOf((part) => part.messages),
    violations: sumOf((part) => part.violations),
    possibleDuplicates: sumOf((part) => part.possibleDuplicates),
    fatal: sumOf((part) => part.fatal),
    byOracle: countsOf((part) => part.byOracle),
    byFault: countsOf((part) => part.byFault),
    reached: countsOf((part) => part.reached),
    fewestFaults: Math.min(...parts.map((part) => part.fewestFaults)),
    failingSeeds: parts.flatMap((part) => part.failingSeeds).slice(0, 50),
    unhandled: parts.flatMap((part) => part.unhandled).slice(0, 3),
    trace: parts.map((part) => part.trace).join('-'),
    virtualHours: rounded(
      sumOf((part) => part.virtualHours),
      1,
    ),
    seconds: rounded(seconds, 1),
    seedsPerSecond: rounded(seeds / seconds, 2),
  };
}
