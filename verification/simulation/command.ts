import { parseArgs } from 'node:util';
import { type Planted, plantedPatches, tryPatch } from './planted.ts';
import { realNow } from './real.ts';
import { runSeed, type SeedResult } from './run-seed.ts';
import { createTally } from './tally.ts';
import { repositoryRoot } from './workspace.ts';

const help = `sim --seeds N [--seed FIRST] [--json] [--calm] [--trace]   run N histories, seeds FIRST to FIRST + N - 1
sim --planted [--json] [--seeds MOST]                      every planted bug in turn, until caught
sim --patch FILE [--json] [--seeds MOST]                   the same with one patch from elsewhere
`;

/** Exit code: 0 when nothing was violated, 1 when something was, 2 for a call that is not understood. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      /** Without faults. */
      calm: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      /** Ends at the first violation. */
      stop: { type: 'boolean', default: false },
      planted: { type: 'boolean', default: false },
      patch: { type: 'string', multiple: true },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.planted || values.patch)
    return tryPatches(values.patch ?? (await plantedPatches(repositoryRoot)), Number(values.seeds ?? 2_000), values.json);
  const [first, count] = [Number(values.seed), Number(values.seeds ?? 20)];
  if (!Number.isInteger(first) || !Number.isInteger(count) || count < 1) {
    process.stderr.write(help);
    return 2;
  }
  const tally = createTally(realNow);
  process.on('unhandledRejection', (error) => tally.stray(error));
  for (let seed = first; seed < first + count; seed++) {
    const result = await runSeed(seed, { faults: !values.calm, keepTrace: values.trace });
    tally.add(result);
    tell(result, values.trace);
    if (values.stop && tally.violations > 0) break;
  }
  const summary = tally.summary();
  process.stdout.write(`${values.json ? JSON.stringify(summary) : JSON.stringify(summary, null, 2)}\n`);
  return tally.violations === 0 ? 0 : 1;
}

/** Exit code 0 only when every one was caught. */
async function tryPatches(files: readonly string[], most: number, json: boolean): Promise<number> {
  const details: Planted[] = [];
  for (const file of files) {
    const made = await tryPatch(repositoryRoot, file, most);
    details.push(made);
    const end = made.caught ? `caught by ${made.oracle} in seed ${made.seeds}` : (made.error ?? `missed in ${made.seeds} seeds`);
    process.stderr.write(`${made.name}: ${end}, ${made.seconds} s\n`);
  }
  const missed = details.filter(({ caught }) => !caught).map(({ name }) => name);
  const summary = { planted: details.length, caught: details.length - missed.length, missed, details };
  process.stdout.write(`${json ? JSON.stringify(summary) : JSON.stringify(summary, null, 2)}\n`);
  return missed.length === 0 ? 0 : 1;
}

function tell(result: SeedResult, trace: boolean): void {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (trace) for (const line of [...result.trace, ...result.faultLog]) say(line);
  if (result.violations.length === 0) return;
  say(`seed ${result.seed}: replay with: npm run sim -- --seeds 1 --seed ${result.seed} --trace`);
  for (const { oracle, what } of result.violations.slice(0, 8)) say(`  ${oracle} ${what}`);
}
