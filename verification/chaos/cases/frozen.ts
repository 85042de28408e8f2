import { setTimeout as pause } from 'node:timers/promises';
import { type Program, stageNames } from '#verification/rig';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import { shuffled } from '../plan.ts';

/** Longer than the lease of a lane and the session of a group member, 10 s each. */
const frozenMs = 13_000;
const betweenMs = 1_500;

/** Every service has a replica, and each of the six stands still for a while, one beginning after the other. */
export const frozen: ChaosCase = {
  name: 'F5',
  title: 'SIGSTOP of each service beyond lease and session, then SIGCONT, a replica beside it',
  recoverWithin: () => 15,
  seconds: 26,
  async prepare({ replicas }) {
    for (const name of stageNames) await replicas.start(name, `${name}-2`);
  },
  async strike(scene) {
    const still: Promise<Strike>[] = [];
    for (const name of shuffled(stageNames, scene.random)) {
      const program = scene.line.services.programs.get(name);
      if (program) still.push(freeze(scene, program));
      await pause(betweenMs);
    }
    return Promise.all(still);
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length === stageNames.length ? strikes.length : 0 }),
};

async function freeze({ faults }: Scene, program: Program): Promise<Strike> {
  const at = faults.note({ kind: 'frozen', target: program.name, pid: program.pid });
  program.kill('SIGSTOP');
  try {
    await pause(frozenMs);
  } finally {
    program.kill('SIGCONT');
  }
  faults.note({ kind: 'thawed', target: program.name, pid: program.pid });
  return { what: `${program.name} frozen`, at, from: at, recovered: 'all' };
}
