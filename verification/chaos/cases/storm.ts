import { setTimeout as pause } from 'node:timers/promises';
import type { ChaosCase, Strike } from '../case.ts';

const everyMs = 5_000;
let joined = 0;

/** A process with all six stages joins every group, and leaves 5 s later, again and again while the load flows. */
export const storm: ChaosCase = {
  name: 'F6',
  title: 'rebalance storm: a replica of each stage joins or leaves every 5 s',
  recoverWithin: () => 15,
  seconds: 26,
  async strike({ replicas, faults, sent }) {
    const strikes: Strike[] = [];
    while (!sent()) {
      const began = Date.now();
      const at = faults.note({ kind: 'storm', target: 'all-in-one joins' });
      const replica = await replicas.start('all-in-one', `storm-${++joined}`);
      strikes.push({ what: 'joins', at, from: at, recovered: 'all' });
      await pause(Math.max(0, began + everyMs - Date.now()));
      const left = faults.note({ kind: 'stopped', target: replica.name, pid: replica.pid });
      strikes.push({ what: 'leaves', at: left, from: left, recovered: 'all' });
      const code = await replica.stop();
      if (code !== 0) throw new Error(`a replica that was to leave ended with code ${code}`);
      await pause(Math.max(0, began + 2 * everyMs - Date.now()));
    }
    return strikes;
  },
  look: async (_scene, { strikes }) => ({ fired: strikes.length, figures: { 'joins and leaves': strikes.length } }),
};
