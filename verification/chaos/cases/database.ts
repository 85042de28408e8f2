import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { until } from '#verification/demo';
import type { ChaosCase, Scene, Strike } from '../case.ts';

const exhaustedMs = 4_000;
const restartWithinMs = 30_000;
const blow = { SIGKILL: 'kill -9 of Postgres', SIGQUIT: 'immediate shutdown of Postgres' } as const;
const deadlockTries = 4;
let deadlocks = 0;

/** The server dies and starts again; then every connection is cut and no new one to be had; then a deadlock is forced on a writer. */
export const database: ChaosCase = {
  name: 'F8',
  title: 'Postgres killed and started again, connections exhausted, a deadlock',
  recoverWithin: () => 60,
  seconds: 26,
  async strike(scene, run) {
    const strikes = [await restart(scene, run % 2 === 0 ? 'SIGKILL' : 'SIGQUIT')];
    await pause(3_000);
    strikes.push(await exhaust(scene));
    await pause(3_000);
    strikes.push(await deadlock(scene));
    return strikes;
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length, figures: { 'deadlocks so far': deadlocks } }),
};

async function restart({ line: { stack }, faults }: Scene, signal: keyof typeof blow): Promise<Strike> {
  const at = faults.note({ kind: 'killed', target: 'Postgres', detail: signal });
  await stack.kill('postgres', signal);
  // Its children notice a moment later, and until then the memory they share keeps the next one from starting.
  const started = await until(() => stack.restart('postgres').then(...yesOrNo), restartWithinMs);
  if (!started) throw new Error('Postgres did not start again');
  faults.note({ kind: 'healed', target: 'Postgres' });
  return { what: blow[signal], at, from: at, recovered: 'all' };
}

const yesOrNo = [() => true, () => false] as const;

/** Takes every connection that is free, cuts those of the services, and takes theirs too. */
async function exhaust(scene: Scene): Promise<Strike> {
  const held: Client[] = [];
  const hold = async (): Promise<void> => {
    for (let more = true; more; ) {
      const client = await connect(scene).catch(() => null);
      if (client) held.push(client);
      more = client !== null;
    }
  };
  try {
    await hold();
    const at = scene.faults.note({ kind: 'cut', target: 'connections to Postgres' });
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'junctor-%'`;
    await held[0]?.query(cut);
    const end = Date.now() + exhaustedMs;
    while (Date.now() < end) {
      await hold();
      await pause(50);
    }
    const from = scene.faults.note({ kind: 'healed', target: 'connections to Postgres' });
    return { what: `${held.length} connections taken`, at, from, recovered: 'all' };
  } finally {
    await Promise.all(held.map((client) => client.end()));
  }
}

async function connect({ line }: Scene): Promise<Client> {
  const client = new Client({ connectionString: line.stack.databaseUrl, application_name: 'chaos', connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * Writers lock lanes in the order of their ids. This one holds the late ones, so that a writer waits with early ones in its hands, and
 * then asks for the early ones. Of the two, the writer is refused by Postgres, since this one does not look for deadlocks.
 */
async function deadlock(scene: Scene): Promise<Strike> {
  const client = await connect(scene);
  const before = deadlocksIn(scene);
  try {
    await client.query(`set deadlock_timeout = '1min'`);
    const at = scene.faults.note({ kind: 'lock', target: 'lanes, against the order of writers' });
    for (let attempt = 0; attempt < deadlockTries && deadlocksIn(scene) === before; attempt++) await lockBackwards(client);
    const from = scene.faults.note({ kind: 'healed', target: 'lanes, against the order of writers' });
    deadlocks += deadlocksIn(scene) - before;
    return { what: 'deadlock', at, from, recovered: 'all' };
  } finally {
    await client.end();
  }
}

async function lockBackwards(client: Client): Promise<void> {
  await client.query('begin');
  const { rows } = await client.query('select percentile_disc(0.8) within group (order by id) as late from lane');
  const late = (rows as { late: string | null }[])[0]?.late;
  await client.query('select 1 from lane where id > $1 order by id for update', [late]);
  // Long enough for a backlog that reaches over several lanes, shorter than a writer waits before it looks for deadlocks (1 s).
  await pause(700);
  await client.query('select 1 from lane where id <= $1 order by id for update', [late]);
  await client.query('rollback');
  await pause(200);
}

/** As Postgres itself has written them down. */
function deadlocksIn({ line }: Scene): number {
  return readFileSync(join(line.dir, '../stack/logs/postgres.log'), 'utf8').split('deadlock detected').length - 1;
}
