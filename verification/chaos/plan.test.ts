import { describe, expect, it } from '@jest/globals';
import { createRandom } from '#verification/data';
import { stageNames } from '#verification/rig';
import { killOf, killPoints, shuffled } from './plan.ts';

const load = { alerts: 70, rows: 600 };

describe('where the kills strike', () => {
  it.each(stageNames)('%s: every point in turn', (process) => {
    const random = createRandom(3);
    const points = killPoints[process];
    const kills = points.map((_, run) => killOf(process, run, load, random));
    expect(kills.map(({ stage, at }) => `${stage} ${at}`)).toEqual(points.map(({ stage, at }) => `${stage} ${at}`));
    for (const { n, of } of kills) {
      expect(n).toBeGreaterThanOrEqual(1);
      expect(n).toBeLessThanOrEqual(of === 'all' ? load.alerts + load.rows : load[of]);
    }
  });

  it('is the same for the same seed, and another for another', () => {
    const drawn = (seed: number) => [0, 1, 2, 3].map((run) => killOf('deliver', run, load, createRandom(seed + run)).n);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(100));
  });

  it('takes every process once, in an order of the seed', () => {
    const drawn = (seed: number) => shuffled(stageNames, createRandom(seed));
    expect(drawn(1).toSorted()).toEqual([...stageNames].toSorted());
    expect(drawn(1)).toEqual(drawn(1));
    expect([2, 3, 4].some((seed) => drawn(seed).join() !== drawn(1).join())).toBe(true);
  });
});
