import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { stageNames } from '#verification/rig';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import { p99Ms } from '../witness.ts';

/** The advisory lock that a migration holds (libs/state/pool.ts): a process that starts meanwhile waits for it. */
const migrationLock = '30803273424466802';
const migrationMs = 4_000;

/** Each service is told to stop and another takes its place, one after the other; during the first, a migration is under way. */
export const rolling: ChaosCase = {
  name: 'F30',
  title: 'rolling deploy of all services under load, a migration under way at its beginning',
  recoverWithin: () => 15,
  seconds: 26,
  async strike(scene) {
    const migrated = migrate(scene);
    const strikes: Strike[] = [];
    for (const name of stageNames) {
      const old = scene.line.services.programs.get(name);
      const at = scene.faults.note({ kind: 'stopped', target: name, ...(old ? { pid: old.pid } : {}) });
      const code = await old?.stop();
      if (code !== 0) throw new Error(`${name} was told to stop and ended with code ${code}; see ${scene.line.dir}/${name}.log`);
      await scene.line.services.restart(name);
      strikes.push({ what: name, at, from: at, recovered: 'all' });
    }
    await migrated;
    return strikes;
  },
  async look(_scene, { since, strikes, passages }) {
    const [first, last] = [strikes[0]?.at ?? since, strikes.at(-1)?.at ?? since];
    return { fired: strikes.length, figures: { 'p99 ms before': p99Ms(passages, since, first), during: p99Ms(passages, first, last) } };
  },
};

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
