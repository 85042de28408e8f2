import { asyncProperty, check } from 'fast-check';
import { Histories } from './histories.ts';
import type { History } from './history.ts';
import { realNow } from './real.ts';
import { type RunResult, runHistory } from './run-history.ts';
import { replayOf, tellHistory } from './telling.ts';

/** Real milliseconds after which nothing smaller is looked for. */
const boundMs = 120_000;

const oraclesOf = ({ violations }: RunResult): ReadonlySet<string> => new Set(violations.map(({ oracle }) => oracle));
const sizeOf = ({ steps, rows, faults }: History): string => `${steps.length} edits, ${rows.length} rows, ${faults.length} faults`;

/** Leaves out of a history whatever the violation does not need, and tells what is left and how to run it. */
export async function shrink(seed: number, found: RunResult): Promise<void> {
  const startedAt = realNow();
  const wanted = oraclesOf(found);
  let runs = 0;
  const holds = asyncProperty(new Histories(seed), async (history) => {
    if (realNow() - startedAt > boundMs) return true;
    runs++;
    const seen = oraclesOf(await runHistory(history, { keepTrace: false }));
    return ![...wanted].some((oracle) => seen.has(oracle));
  });
  const { counterexample, counterexamplePath } = await check(holds, { seed, numRuns: 1 });
  const [least] = counterexample ?? [];
  if (!least) throw new Error(`seed ${seed} was violated once and is not again`);
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  say(
    `smallest of ${runs} runs in ${Math.round((realNow() - startedAt) / 1000)} s: ${sizeOf(least)}; replay with: ${replayOf(seed, counterexamplePath)}`,
  );
  for (const { oracle, what } of (await runHistory(least, { keepTrace: false })).violations.slice(0, 4)) say(`  ${oracle} ${what}`);
  tellHistory(least);
}
