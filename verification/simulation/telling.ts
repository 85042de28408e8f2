import { type History, inWords } from './history.ts';
import type { RunResult } from './run-history.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The command that does the same again. */
export const replayOf = (seed: number, path: string | null): string =>
  `npm run sim -- --seed ${seed}${path === null ? '' : ` --path ${path}`} --trace`;

/** What was violated, and everything that happened when that was asked for; to standard error, since results go to the other. */
export function tellResult(seed: number, path: string | null, result: RunResult, trace: boolean): void {
  if (trace) for (const line of [...result.trace, ...result.faultLog]) say(line);
  if (result.violations.length === 0) return;
  say(`seed ${seed}: replay with: ${replayOf(seed, path)}`);
  for (const { oracle, what } of result.violations.slice(0, 8)) say(`  ${oracle} ${what}`);
}

/** Its edits, rows and faults. */
export function tellHistory(history: History): void {
  for (const line of inWords(history)) say(`  ${line}`);
}
