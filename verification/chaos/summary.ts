import type { ChaosCase } from './case.ts';
import type { Run } from './series.ts';

export interface CaseRow {
  readonly case: string;
  readonly title: string;
  readonly runs: number;
  readonly messages: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly possibleDuplicates: number;
  readonly explained: number;
  readonly recoverySecondsMax: number;
  readonly ok: boolean;
}

/**
 * One row a case. Only runs whose fault struck something count as runs; what any run found counts all the same. A case holds when
 * as many runs as were asked for counted, and every one that counted held.
 */
export function rowOf({ name, title }: Pick<ChaosCase, 'name' | 'title'>, asked: number, runs: readonly Run[]): CaseRow {
  const counted = runs.filter((run) => run.counts);
  const sum = (of: (run: Run) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    case: name,
    title,
    runs: counted.length,
    messages: sum((run) => run.messages),
    lost: sum((run) => run.lost + run.inFlight),
    duplicated: sum((run) => run.duplicated),
    reordered: sum((run) => run.reordered),
    possibleDuplicates: sum((run) => run.possibleDuplicates),
    explained: sum((run) => run.explained),
    recoverySecondsMax: Math.max(0, ...counted.map((run) => run.recoverySeconds)),
    ok: counted.length === asked && runs.every((run) => run.ok || (!run.counts && run.findings.length + run.inFlight === 0)),
  };
}
