import { setTimeout as pause } from 'node:timers/promises';
import { type Program, type StageName, stageNames } from '#verification/rig';
import type { ChaosCase, Scene, Strike } from '../case.ts';
import { shuffled } from '../plan.ts';

/** Longer than the lease of a lane and the session of a group member, 7 and 6 s. */
const frozenMs = 13_000;
const betweenMs = 1_500;
/** One after the other, so that the recovery from each can be seen; with three runs every service has had its turn. */
const frozenARun = 2;
const turns: StageName[] = [];

/** Every service has a replica, and two of the six stand still for a while in each run. */
export const frozen: ChaosCase = {
  name: 'F5',
  title: 'SIGSTOP of each service beyond lease and session, then SIGCONT, a replica beside it',
  recoverWithin: () => 15,
  seconds: 30,
  async prepare({ replicas }) {
    await Promise.all(stageNames.map((name) => replicas.start(name, `${name}-2`)));
  },
  async strike(scene) {
    const strikes: Strike[] = [];
    if (turns.length === 0) turns.push(...shuffled(stageNames, scene.random));
    for (const name of turns.splice(0, frozenARun)) {
      const program = scene.line.services.programs.get(name);
      if (!program) throw new Error(`${name} does not run`);
      strikes.push(await freeze(scene, program));
      await pause(betweenMs);
    }
    return strikes;
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length }),
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
