import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { type Program, type StageName, stageNames } from '#verification/rig';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import { p99Ms } from '../witness.ts';

/** The advisory lock that a migration holds (libs/state/pool.ts): a process that starts meanwhile waits for it. */
const migrationLock = '30803273424466802';
const migrationMs = 4_000;

/** What runs of each service now; absent: what was started with the line. */
const current = new Map<StageName, Program>();
let version = 1;

/**
 * A new process of each service starts and, once it is ready, the old one is told to stop, one service after the other; ingest, which
 * has an address of its own, stops first. During the first of them a migration is under way.
 */
export const rolling: ChaosCase = {
  name: 'F30',
  title: 'rolling deploy of all services under load, a migration under way at its beginning',
  recoverWithin: () => 15,
  seconds: 26,
  async strike(scene) {
    const migrated = migrate(scene);
    const strikes: Strike[] = [];
    version++;
    for (const name of stageNames) strikes.push(...(name === 'ingest' ? await inPlace(scene, name) : await replaced(scene, name)));
    await migrated;
    return strikes;
  },
  async look(_scene, { since, strikes, passages }) {
    const [first, last] = [strikes[0]?.at ?? since, strikes.at(-1)?.at ?? since];
    return { fired: strikes.length, figures: { 'p99 ms before': p99Ms(passages, since, first), during: p99Ms(passages, first, last) } };
  },
};

async function inPlace(scene: Scene, name: StageName): Promise<readonly Strike[]> {
  const old = scene.line.services.programs.get(name);
  if (!old) throw new Error(`${name} does not run`);
  const stopped = await stop(scene, old);
  await scene.line.services.restart(name);
  return [{ what: `${name} in place`, ...stopped }];
}

async function replaced(scene: Scene, name: StageName): Promise<readonly Strike[]> {
  const old = current.get(name) ?? scene.line.services.programs.get(name);
  if (!old) throw new Error(`${name} does not run`);
  const at = Date.now();
  current.set(name, await scene.replicas.start(name, `${name}-v${version}`));
  const joined: Strike = { what: `${name} joined`, at, from: at, recovered: 'all' };
  return [joined, { what: 'replaced', ...(await stop(scene, old)) }];
}

async function stop({ faults, line }: Scene, program: Program): Promise<Omit<Strike, 'what'>> {
  const at = faults.note({ kind: 'stopped', target: program.name, pid: program.pid });
  const code = await program.stop();
  if (code !== 0) throw new Error(`${program.name} was told to stop and ended with code ${code}; see ${line.dir}/${program.name}.log`);
  return { at, from: at, recovered: 'all' };
}

async function migrate({ line, faults }: Scene): Promise<void> {
  const client = new Client({ connectionString: line.stack.databaseUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(${migrationLock})`);
    faults.note({ kind: 'lock', target: 'migration' });
    await pause(migrationMs);
  } finally {
    await client.end();
  }
}
