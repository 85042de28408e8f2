import type { Random, RecordedPost } from '#verification/data';
import type { LineUp } from '#verification/demo';
import type { StageName } from '#verification/rig';
import { createJudge } from './judgement.ts';
import { nextLoad, type Pieces, type Sent, sendNext } from './load.ts';
import { type Kill, killOf, sooner } from './plan.ts';
import { type Struck, strike } from './strike.ts';

/** One kill and what became of it. */
export interface Run extends Omit<Kill, 'of'>, Struck {
  readonly run: number;
  readonly ok: boolean;
  readonly messages: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly other: number;
  readonly possibleDuplicates: number;
  readonly explained: number;
  readonly findings: readonly string[];
}

export interface SeriesOptions {
  readonly line: LineUp;
  readonly processes: readonly StageName[];
  readonly runs: number;
  readonly posts: readonly RecordedPost[];
  readonly sent: Sent;
  readonly pieces: Pieces;
  readonly random: Random;
  readonly say: (line: string) => void;
}

const triesPerRun = 3;

/**
 * Every process in turn, round by round, on one line that goes on: each run sends the next piece of the input, and after it
 * everything so far is judged. A run whose kill did not strike is repeated, sooner, and does not count.
 */
export async function killSeries(options: SeriesOptions): Promise<readonly Run[]> {
  const { line, processes, posts, sent, pieces, say } = options;
  const judge = createJudge(line, sent);
  const runs: Run[] = [];
  for (let round = 0; round < options.runs; round++) {
    for (const process of processes) {
      let kill = killOf(process, round, nextLoad(posts, sent, pieces), options.random);
      for (let attempt = 1; attempt <= triesPerRun; attempt++) {
        const name = `${process}-${round}-${attempt}`;
        const struck = await strike(line, kill, name, () => sendNext(line, posts, sent, pieces));
        const { of: _of, ...where } = kill;
        const run = { run: round, ...where, ...struck, ...(await judge()) };
        const ok = run.fired && run.lost + run.inFlight + run.duplicated + run.reordered + run.other === 0;
        runs.push({ ...run, ok: ok && run.explained === run.possibleDuplicates });
        say(sentenceOf(runs.at(-1) as Run));
        if (struck.fired) break;
        kill = sooner(kill);
      }
    }
  }
  return runs;
}

function sentenceOf(run: Run): string {
  const where = `${run.process} at record ${run.n} of ${run.stage} ${run.at}`;
  if (!run.fired) return `${where}: not reached, does not count`;
  const times = `carried on after ${run.recoverySeconds} s, dry ${run.drainedSeconds} s after the last was sent`;
  return `${where}: ${run.ok ? 'all held' : `${run.findings.length} findings: ${run.findings.slice(0, 3).join('; ')}`}; ${times}`;
}
