import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ReviewRow } from './contract.ts';
import { openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate review_item');
});

const row = (id: string, parkedAt: number, over: Partial<ReviewRow> = {}): ReviewRow => ({
  id,
  messageId: `message of ${id}`,
  stage: 'transform',
  system: 'prom',
  record: 'record',
  flow: null,
  fingerprint: 'f',
  code: 'unknown-severity',
  reason: 'severity "catastrophic" is not in the value map',
  field: 'severity',
  expected: 'critical, warning, info',
  excerpt: null,
  hint: null,
  sourceTopic: 'junctor.raw.v1',
  sourcePartition: 3,
  sourceOffset: 9_007_199_254_740_991,
  parkedAt,
  ...over,
});

describe('the review queue', () => {
  it('lists newest first, once per id, as first parked', async () => {
    await rig.one.park([row('a', 1), row('b', 2), row('a', 1)]);
    await rig.one.park([row('a', 9, { reason: 'replayed' }), row('c', 3, { excerpt: 'nul \0 lone \ud800' })]);
    await rig.one.park([]);
    expect(await rig.one.list(10)).toEqual([row('c', 3, { excerpt: 'nul \0 lone \ud800' }), row('b', 2), row('a', 1)]);
    expect((await rig.one.list(1)).map((each) => each.id)).toEqual(['c']);
  });

  it('takes the same rows from two connections at once, in opposite orders', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const rows = Array.from({ length: 20 }, (_, n) => row(`${turn}-${n}`, n));
      await Promise.all([rig.one.park(rows), rig.two.park([...rows].reverse())]);
    }
    expect(await rig.one.list(1000)).toHaveLength(200);
  });
});
