import { parseArgs } from 'node:util';
import { historyOf } from './histories.ts';
import type { History } from './history.ts';
import { inJobs } from './jobs.ts';
import { tryPatches } from './planted-command.ts';
import { tableOfFiles } from './planted-table.ts';
import { realNow } from './real.ts';
import { runHistory } from './run-history.ts';
import { shrink } from './shrink.ts';
import { createTally, type Summary } from './tally.ts';
import { tellHistory, tellResult } from './telling.ts';

const help = `sim --seeds N [--seed FIRST] [--json] [--jobs N]      run N histories, seeds FIRST to FIRST + N - 1, in N processes
sim --seed S [--path P] [--trace]                     one of them again, or what shrinking it along P came to
    --calm: without faults   --stop: end at the first violation   --shrink: make that history as small as can be
sim --planted [--json] [--seeds MOST] [--only NAME] [--jobs N] [--with-tests]
                                                      every planted bug in turn, until caught; whether unit tests pass it
sim --table RESULT.json [--table ...]                 what --planted --json found, as a page of the reference
sim --patch FILE [--json] [--seeds MOST] [--shrink]   the same with one patch from elsewhere
`;

const options = {
  seeds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  path: { type: 'string' },
  json: { type: 'boolean', default: false },
  jobs: { type: 'string', default: '1' },
  calm: { type: 'boolean', default: false },
  trace: { type: 'boolean', default: false },
  stop: { type: 'boolean', default: false },
  shrink: { type: 'boolean', default: false },
  planted: { type: 'boolean', default: false },
  only: { type: 'string', multiple: true },
  'with-tests': { type: 'boolean', default: false },
  patch: { type: 'string', multiple: true },
  table: { type: 'string', multiple: true },
  help: { type: 'boolean', default: false },
} as const;

const readArgs = (args: readonly string[]) => parseArgs({ args: [...args], options }).values;
type Asked = ReturnType<typeof readArgs>;

/** Exit code: 0 when nothing was violated (every planted bug was caught), 1 when not, 2 for a call that is not understood. */
export async function main(args: readonly string[]): Promise<number> {
  const asked = readArgs(args);
  const [first, count, jobs] = [Number(asked.seed), Number(asked.seeds ?? (args.includes('--seed') ? 1 : 20)), Number(asked.jobs)];
  const understood = [first, count, jobs].every(Number.isInteger) && count > 0 && jobs > 0;
  if (asked.help || !understood) {
    (asked.help ? process.stdout : process.stderr).write(help);
    return asked.help ? 0 : 2;
  }
  const say = (summary: object): void => void process.stdout.write(`${JSON.stringify(summary, null, asked.json ? undefined : 2)}\n`);
  if (asked.table) {
    process.stdout.write(tableOfFiles(asked.table));
    return 0;
  }
  if (asked.planted || asked.patch) {
    const summary = await tryPatches({ ...asked, most: Number(asked.seeds ?? 2_000), jobs, withTests: asked['with-tests'] });
    say(summary);
    return summary.missed.length === 0 ? 0 : 1;
  }
  const summary = jobs > 1 ? await inJobs(first, count, jobs) : await inTurn(asked, first, count);
  say(summary);
  return summary.violations === 0 ? 0 : 1;
}

async function inTurn(asked: Asked, first: number, count: number): Promise<Summary> {
  const tally = createTally(realNow);
  process.on('unhandledRejection', (error) => tally.stray(error));
  for (let seed = first; seed < first + count; seed++) {
    const whole = historyOf(seed, asked.path ?? null);
    const history: History = asked.calm ? { ...whole, faults: [] } : whole;
    const result = await runHistory(history, { keepTrace: asked.trace });
    tally.add(seed, result);
    tellResult(seed, asked.path ?? null, result, asked.trace);
    if (asked.trace) tellHistory(history);
    if (result.violations.length > 0 && asked.shrink) await shrink(seed, result);
    if (asked.stop && tally.violations > 0) break;
  }
  return tally.summary();
}
