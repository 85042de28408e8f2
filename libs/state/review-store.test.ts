import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ParkRow, ReviewItem, ReviewRow } from './contract.ts';
import { appendFold, claimOne, idOf, item, openRig, parked, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate review_item, review_payload, review_revision, lane, delivery, attempt, link, delivery_outcome, case_state');
});

const row = (id: string, parkedAt: number, over: Partial<ParkRow> = {}): ParkRow => ({
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
  sourceOffset: 9_007_199_254_740_000,
  parkedAt,
  ...over,
});

const open = (parkedRow: ReviewRow): ReviewItem => ({
  ...parkedRow,
  state: 'open',
  origin: 'stage',
  resolution: null,
  resolvedAt: null,
  failures: 1,
  firstFailedAt: parkedRow.parkedAt,
  lastFailedAt: parkedRow.parkedAt,
  replays: 0,
  parent: null,
});

describe('the review queue', () => {
  it('lists newest first, once per id, as first parked', async () => {
    await rig.one.park([row('a', 1), row('b', 2), row('a', 1)]);
    await rig.one.park([row('a', 9, { reason: 'read again' }), row('c', 3, { excerpt: 'nul \0 lone \ud800' })]);
    await rig.one.park([]);
    expect(await rig.one.list(10)).toEqual([open(row('c', 3, { excerpt: 'nul \0 lone \ud800' })), open(row('b', 2)), open(row('a', 1))]);
    expect((await rig.one.list(1)).map((each) => each.id)).toEqual(['c']);
  });

  it('takes the same rows from two connections at once, in opposite orders', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const rows = Array.from({ length: 20 }, (_, n) => row(`${turn}-${n}`, n));
      await Promise.all([rig.one.park(rows), rig.two.park([...rows].reverse())]);
    }
    expect(await rig.one.list(1000)).toHaveLength(200);
  });

  it('opens an item again that failed again, and counts; what is only read again counts nothing', async () => {
    await rig.one.park([row('a', 1)]);
    await rig.query(`update review_item set state = 'replaying'`);
    const again = row('a', 7, { sourceOffset: 9_007_199_254_740_007, reason: 'another reason', fingerprint: 'g' });
    await rig.race('select 1 from review_item for update', 2, () => [rig.one.park([again]), rig.two.park([again])]);
    await rig.one.park([row('a', 1)]);
    expect(await rig.one.list(10)).toEqual([
      {
        ...open(row('a', 1)),
        fingerprint: 'g',
        reason: 'another reason',
        failures: 2,
        lastFailedAt: 7,
      },
    ]);
  });

  it('keeps the bytes, the hops and what they say', async () => {
    const payload = { value: Buffer.from([0, 255, 1]), trail: '[["t",0,1,2]]', form: 'raw', content: '{"body":"\\u0000 ␛"}' } as const;
    await rig.one.park([row('a', 1, { payload }), row('b', 1, { payload: { ...payload, value: null, content: null } })]);
    expect(await rig.one.reviewItem('a')).toEqual({ ...open(row('a', 1)), payload, revisions: [], delivery: null });
    expect((await rig.one.reviewItem('b'))?.payload).toEqual({ ...payload, value: null, content: null });
    expect(await rig.one.reviewItem('nothing')).toBe(null);
  });

  it('groups by cause, the largest first', async () => {
    await rig.one.park([
      row('a', 1, { fingerprint: 'f1', flow: 'x' }),
      row('b', 5, { fingerprint: 'f2' }),
      row('c', 3, { fingerprint: 'f1', flow: 'y', system: 'other' }),
    ]);
    const groups = await rig.one.reviewGroups({}, { limit: 10, offset: 0 });
    expect(groups).toMatchObject([
      { fingerprint: 'f1', count: 2, firstSeen: 1, lastSeen: 3, flows: ['x', 'y'], systems: ['other', 'prom'], example: { id: 'c' } },
      { fingerprint: 'f2', count: 1, flows: [], example: { id: 'b' } },
    ]);
    const one = { limit: 1, offset: 1 };
    expect(await rig.one.reviewGroups({}, one)).toEqual(groups.slice(1));
    expect(await rig.one.reviewItems({ fingerprint: 'f1', flow: 'x' }, { limit: 9, offset: 0 })).toMatchObject([{ id: 'a' }]);
    expect(await rig.one.reviewItems({ system: 'other' }, { limit: 9, offset: 0 })).toMatchObject([{ id: 'c' }]);
    expect(await rig.one.reviewItems({ states: ['resolved'] }, { limit: 9, offset: 0 })).toEqual([]);
  });

  it('shows the delivery behind a parked head, and that its lane stands still', async () => {
    await rig.one.accept([item('a')], appendFold);
    await rig.one.settleAndClaim('w', [parked(await claimOne(rig.one), 'invalid', 'block')], [], 1_000);
    const found = await rig.one.reviewItem(idOf('a'));
    expect(found).toMatchObject({
      origin: 'delivery',
      payload: { form: 'want' },
      delivery: { targetSystem: 'desk', targetKey: 'K1', blocks: true, written: null },
    });
    expect(JSON.parse(found?.payload?.content ?? '')).toEqual({ seen: [idOf('a')] });
  });
});
