/**
 * Faults on the real stack: Kafka, the registry, Postgres, six services and the vendors' stand-ins as processes of this machine, under
 * load, judged by the demo's oracles from the journals of the stand-ins. Exit 0 only if everything held in every run.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { RecordedPost } from '#verification/data';
import type { ChaosCase } from './case.ts';
import { cases } from './cases/index.ts';
import { recordedPosts } from './load.ts';
import { open } from './opening.ts';
import { type Run, series } from './series.ts';
import { type CaseRow, rowOf } from './summary.ts';

const help = `npm run chaos -- [options]

  --case NAME      only this case; may be given several times (default: all)
${cases.map(({ name, title }) => `                     ${name.padEnd(4)} ${title}\n`).join('')}
  --runs N         runs of each case (default 5)
  --messages N     messages of a run (default 2000)
  --minutes N      how long the destination of F17 is away (default: a few seconds)
  --seed N         seed of where the faults strike (default 1)
  --json           only the summary on standard output (progress is on standard error)
  --keep           keep the data folder for a look afterwards
  --data DIR       data folder (default .junctor/chaos)
`;

const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    runs: { type: 'string', default: '5' },
    messages: { type: 'string', default: '2000' },
    minutes: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    data: { type: 'string', default: '.junctor/chaos' },
    help: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);
const spareRuns = 2;
let closing: (() => Promise<void>) | null = null;

interface Plan {
  readonly chosen: readonly ChaosCase[];
  readonly runs: number;
  readonly messages: number;
  readonly minutes: number;
}

function planOf(): Plan | null {
  const names = values.case?.flatMap((each) => each.split(','));
  const chosen = cases.filter(({ name }) => names?.includes(name) ?? true);
  const numbers = [values.runs, values.messages].map(Number);
  const [runs = 0, messages = 0] = numbers.map((number) => (Number.isInteger(number) && number > 0 ? number : 0));
  const known = names === undefined || names.every((name) => cases.some((each) => each.name === name));
  const minutes = Number(values.minutes);
  return known && runs > 0 && messages > 0 && minutes >= 0 ? { chosen, runs, messages, minutes } : null;
}

/** A fault that the harness itself trips over fails its case, and no other. */
async function runCase(
  chaosCase: ChaosCase,
  plan: Plan,
  recorded: readonly RecordedPost[],
): Promise<{ row: CaseRow; details: readonly Run[] }> {
  const { runs, minutes } = plan;
  const messages = chaosCase.messages?.(minutes) ?? plan.messages;
  // For more runs than there are: one whose fault struck nothing is repeated with the next piece.
  const share = Math.floor(recorded.length / (runs + spareRuns));
  const posts = Math.min(300, share, Math.floor(messages / 3));
  say(`${chaosCase.name}: ${chaosCase.title}`);
  const dir = join(values.data, chaosCase.name);
  const rows = messages * (runs + spareRuns) + 1;
  const opening = open({ chaosCase, dir, seed: Number(values.seed), minutes, rows, recorded, say });
  // Once: whoever comes second waits until all has ended as well. What is still being opened is closed as soon as it is.
  let ended: Promise<void> | undefined;
  const close = (): Promise<void> => (ended ??= opening.then((opened) => opened.close()));
  closing = close;
  try {
    const opened = await opening;
    const details = await series({ chaosCase, opened, runs, messages, posts, recorded });
    return { row: rowOf(chaosCase, runs, details), details };
  } finally {
    await close();
    closing = null;
    if (!values.keep) rmSync(dir, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const plan = planOf();
  if (plan === null) {
    process.stderr.write(help);
    return 2;
  }
  rmSync(values.data, { recursive: true, force: true });
  const stop = (): void => void (closing ?? (async () => undefined))().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  const recorded = await recordedPosts();
  const rows: (CaseRow & { readonly error?: string })[] = [];
  const details: Record<string, readonly Run[]> = {};
  for (const chaosCase of plan.chosen) {
    try {
      const done = await runCase(chaosCase, plan, recorded);
      rows.push(done.row);
      details[chaosCase.name] = done.details;
    } catch (error) {
      say(`${chaosCase.name} broke off: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      rows.push({ ...rowOf(chaosCase, plan.runs, []), error: error instanceof Error ? error.message : String(error) });
    }
  }
  const ok = rows.length > 0 && rows.every((row) => row.ok);
  const seconds = Math.round((Date.now() - started) / 1000);
  process.stdout.write(`${JSON.stringify({ ok, cases: rows, seconds, details }, null, values.json ? 0 : 2)}\n`);
  return ok ? 0 : 1;
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
