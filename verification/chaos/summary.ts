import type { StageName } from '#verification/rig';
import type { Run } from './kill-series.ts';

export interface CaseRow {
  readonly case: string;
  readonly runs: number;
  readonly messages: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly possibleDuplicates: number;
  readonly explained: number;
  readonly recoverySecondsMax: number;
}

/** One row a process. Only runs whose kill struck count; what the others found makes the whole fail all the same. */
export function summaryOf(processes: readonly StageName[], runs: readonly Run[]): { ok: boolean; cases: CaseRow[] } {
  const cases = processes.map((process): CaseRow => {
    const counted = runs.filter((run) => run.process === process && run.fired);
    const sum = (of: (run: Run) => number): number => counted.reduce((total, run) => total + of(run), 0);
    return {
      case: `kill ${process}`,
      runs: counted.length,
      messages: sum((run) => run.messages),
      lost: sum((run) => run.lost + run.inFlight),
      duplicated: sum((run) => run.duplicated),
      reordered: sum((run) => run.reordered),
      possibleDuplicates: sum((run) => run.possibleDuplicates),
      explained: sum((run) => run.explained),
      recoverySecondsMax: Math.max(0, ...counted.map((run) => run.recoverySeconds)),
    };
  });
  const wanted = new Map(
    processes.map((process) => [process, new Set(runs.filter((run) => run.process === process).map((run) => run.run))]),
  );
  const all = cases.every(({ runs: counted }, index) => counted > 0 && counted === wanted.get(processes[index] as StageName)?.size);
  const clean = runs.every((run) => run.ok || (!run.fired && run.findings.length === 0));
  return { ok: all && clean, cases };
}
