/**
 * Faults on the real stack. Case `kill`: each of the six processes dies by SIGKILL at the nth record of a named point of the
 * line, under load, is started again, and the demo's oracles are asked. Exit 0 only if all of them held in every run.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '#verification/data';
import { auditLogFile, feedCmdb, lineUp } from '#verification/demo';
import { type StageName, stageNames } from '#verification/rig';
import { killSeries, type Run } from './kill-series.ts';
import { recordedPosts } from './load.ts';
import { summaryOf } from './summary.ts';

const help = `npm run chaos -- [options]

  --case kill      kill -9 of each process inside a point of the line (the only case so far)
  --runs N         runs of each process (default 5)
  --process NAME   only this process; may be given several times
  --seed N         seed of where the kills strike (default 1)
  --json           only the summary on standard output (progress is on standard error)
  --keep           keep the data folder for a look afterwards
  --data DIR       data folder (default .junctor/chaos)
`;

const { values } = parseArgs({
  options: {
    case: { type: 'string', default: 'kill' },
    runs: { type: 'string', default: '5' },
    process: { type: 'string', multiple: true },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    data: { type: 'string', default: '.junctor/chaos' },
    help: { type: 'boolean', default: false },
  },
});

const started = Date.now();
const say = (text: string): void => void process.stderr.write(`${((Date.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}\n`);

/** As in the demo: 2 s search lag, 1 % of answers withheld after the work was done. */
const faults = {
  servicenow: ['--search-lag', '2000', '--withhold', '0.01', '--seed', '7'],
  webhook: ['--withhold', '0.01', '--seed', '11'],
};
const secondsOfLoad = 6;
const rowsOfRun = 600;

async function series(processes: readonly StageName[], runs: number): Promise<readonly Run[]> {
  const posts = await recordedPosts();
  // A quarter more than there are runs: what did not strike is repeated with the next piece.
  const pieces = {
    posts: Math.min(80, Math.floor(posts.length / (processes.length * runs * 1.25))),
    rows: rowsOfRun,
    seconds: secondsOfLoad,
  };
  if (pieces.posts < 5) throw new Error('the recorded session is too short for so many runs: use fewer runs, or several seeds');
  // The verdict compares the group of every ticket, so no record may be routed without its context.
  const [stackDir, runDir] = [join(values.data, 'stack'), join(values.data, 'run')];
  const line = await lineUp({ stackDir, runDir, mode: 'six', faults, env: { ENRICH_DEADLINE_MS: '30000' }, say });
  const stop = (): void => void line.stop().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
  try {
    const sent = {
      acceptedAlerts: join(line.dir, 'accepted-alerts.jsonl'),
      acceptedRows: join(line.dir, 'accepted-rows.jsonl'),
      auditLog: await auditLogFile(line.dir, Math.ceil(rowsOfRun * processes.length * runs * 1.25) + 1),
      posts: 0,
      rows: 0,
    };
    await feedCmdb(line, { say });
    return await killSeries({ line, processes, runs, posts, sent, pieces, random: createRandom(Number(values.seed)), say });
  } finally {
    await line.stop();
  }
}

async function main(): Promise<number> {
  const processes = stageNames.filter((name) => values.process?.includes(name) ?? true);
  if (values.case !== 'kill' || processes.length === 0 || !(Number(values.runs) > 0)) {
    process.stderr.write(help);
    return 2;
  }
  rmSync(values.data, { recursive: true, force: true });
  try {
    const runs = await series(processes, Math.ceil(Number(values.runs)));
    const summary = { ...summaryOf(processes, runs), seconds: Math.round((Date.now() - started) / 1000), details: runs };
    process.stdout.write(`${JSON.stringify(summary, null, values.json ? 0 : 2)}\n`);
    return summary.ok ? 0 : 1;
  } finally {
    if (!values.keep) rmSync(values.data, { recursive: true, force: true });
  }
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
