import { parseArgs } from 'node:util';
import { realNow } from './globals.ts';
import { runSeed, type SeedResult } from './run-seed.ts';
import { createTally } from './tally.ts';

const help = `sim --seeds N [--seed FIRST] [--json] [--calm] [--trace]   run N histories, seeds FIRST to FIRST + N - 1
sim --planted [--json] [--seeds MOST]                      every planted bug in turn, until caught
sim --patch FILE [--json] [--seeds MOST]                   the same with one patch from elsewhere
`;

/** Exit code: 0 when nothing was violated, 1 when something was, 2 for a call that is not understood. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      /** Without faults. */
      calm: { type: 'boolean', default: false },
      trace: { type: 'boolean', default: false },
      /** Ends at the first violation. */
      stop: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [first, count] = [Number(values.seed), Number(values.seeds)];
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

function tell(result: SeedResult, trace: boolean): void {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (trace) for (const line of [...result.trace, ...result.faultLog]) say(line);
  if (result.violations.length === 0) return;
  say(`seed ${result.seed}: replay with: npm run sim -- --seeds 1 --seed ${result.seed} --trace`);
  for (const { oracle, what } of result.violations.slice(0, 8)) say(`  ${oracle} ${what}`);
}
