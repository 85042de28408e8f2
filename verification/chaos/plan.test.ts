import { describe, expect, it } from '@jest/globals';
import { createRandom } from '#verification/data';
import { stageNames } from '#verification/rig';
import { killOf, killPoints, sooner } from './plan.ts';

const load = { alerts: 70, rows: 600 };

describe('where the kills strike', () => {
  it.each(stageNames)('%s: every point in turn, early enough that work is left', (process) => {
    const random = createRandom(3);
    const points = killPoints[process];
    const kills = points.map((_, run) => killOf(process, run, load, random));
    expect(kills.map(({ stage, at }) => `${stage} ${at}`)).toEqual(points.map(({ stage, at }) => `${stage} ${at}`));
    for (const { n, of } of kills) {
      expect(n).toBeGreaterThanOrEqual(1);
      expect(n).toBeLessThan(of === 'all' ? load.alerts + load.rows : load[of]);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const drawn = (seed: number) => [0, 1, 2, 3].map((run) => killOf('deliver', run, load, createRandom(seed + run)).n);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(100));
  });

  it('comes sooner when a run ended before it, and never at nothing', () => {
    const kill = killOf('route', 0, load, createRandom(1));
    expect(sooner({ ...kill, n: 90 }).n).toBe(30);
    expect(sooner({ ...kill, n: 1 }).n).toBe(1);
  });
});
