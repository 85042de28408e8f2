import { createHash } from 'node:crypto';
import type { SeedResult } from './run-seed.ts';

/** Sums over all seeds of a run. */
export function createTally(now: () => number) {
  const startedAt = now();
  const byOracle: Record<string, number> = {};
  const byFault: Record<string, number> = {};
  const failing: number[] = [];
  const stray: string[] = [];
  const sum = { seeds: 0, faults: 0, messages: 0, violations: 0, possibleDuplicates: 0, fatal: 0, virtualHours: 0 };
  const faultsOf: number[] = [];
  const hashes = createHash('sha256');

  return {
    add({ seed, hash, violations, faults, messages, possibleDuplicates, fatal, virtualSeconds }: SeedResult): void {
      const fired = [...faults.values()].reduce((total, count) => total + count, 0);
      faultsOf.push(fired);
      hashes.update(hash);
      sum.seeds++;
      sum.faults += fired;
      sum.messages += messages;
      sum.violations += violations.length;
      sum.possibleDuplicates += possibleDuplicates;
      sum.fatal += fatal.length;
      sum.virtualHours += virtualSeconds / 3600;
      for (const { oracle } of violations) byOracle[oracle] = (byOracle[oracle] ?? 0) + 1;
      for (const [kind, count] of faults) byFault[kind] = (byFault[kind] ?? 0) + count;
      if (violations.length > 0) failing.push(seed);
    },
    /** A rejection that nobody took: in a service it would end the process. */
    stray: (error: unknown) => void stray.push(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    get violations() {
      return sum.violations + stray.length;
    },
    summary() {
      const seconds = (now() - startedAt) / 1000;
      return {
        ...sum,
        violations: sum.violations + stray.length,
        byOracle: {
          O1: 0,
          O2: 0,
          O3: 0,
          O4: 0,
          O7: 0,
          O8: 0,
          O9: 0,
          ...byOracle,
          ...(stray.length > 0 ? { unhandled: stray.length } : {}),
        },
        byFault,
        fewestFaults: Math.min(...faultsOf),
        failingSeeds: failing.slice(0, 50),
        unhandled: stray.slice(0, 3),
        /** Of everything that happened, in order: the same seeds must give the same. */
        trace: hashes.copy().digest('hex').slice(0, 16),
        virtualHours: Math.round(sum.virtualHours * 10) / 10,
        seconds: Math.round(seconds * 10) / 10,
        seedsPerSecond: Math.round((sum.seeds / seconds) * 100) / 100,
      };
    },
  };
}
