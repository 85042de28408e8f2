import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claimed } from './contract.ts';
import { anyDesk, appendFold, claimOne, delivered, idOf, item, openRig, parked, type Rig, retry } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item');
});

const lockLanes = 'select 1 from lane for update';
const expire = () => rig.query(`update lane set due_at = now() - interval '1 second' where due_at is not null`);
const state = () =>
  rig.query(`select l.*, (select json_agg(a order by a.n) from attempt a) attempts, (select count(*) from link) links,
  (select count(*) from delivery_outcome) outcomes, (select count(*) from review_item) reviews from lane l`);

describe('claiming on two connections', () => {
  it('never gives one lane to two workers', async () => {
    const items = Array.from({ length: 100 }, (_, n) => item(`${n}`, { targetKey: `key ${n}` }));
    await rig.one.accept(items, appendFold);
    const seen: Claimed[] = [];
    for (let turn = 0; turn < 20 && seen.length < 100; turn++) {
      const order = [{ targetSystem: 'desk', max: 7 }];
      const both = await Promise.all([rig.one, rig.two].map((store) => store.settleAndClaim('w', [], order, 60_000)));
      seen.push(...both.flatMap((each) => each.claimed));
    }
    expect(new Set(seen.map((each) => each.laneId)).size).toBe(100);
    expect(seen).toHaveLength(100);
  });

  it('steps over a lane that somebody holds, without waiting', async () => {
    await rig.one.accept([item('a')], appendFold);
    await rig.query('begin');
    await rig.query(lockLanes);
    const { claimed } = await rig.two.settleAndClaim('w', [], anyDesk, 60_000);
    await rig.query('rollback');
    expect(claimed).toEqual([]);
    expect(await claimOne(rig.two)).toMatchObject({ deliveryId: idOf('a') });
  });

  it('never gives out a head without the link that the former holder wrote', async () => {
    const count = 60;
    await rig.one.accept(
      Array.from({ length: count }, (_, n) => item(`${n}`)),
      appendFold,
    );
    let mine: Claimed[] = [];
    let done = 0;
    for (let turn = 0; turn < 2000 && done < count; turn++) {
      const settled = mine.map((each) => delivered(each));
      const others = Array.from({ length: 4 }, () => rig.two.settleAndClaim('thief', [], anyDesk, 60_000));
      const [own, ...theirs] = await Promise.all([rig.one.settleAndClaim('owner', settled, [], 60_000), ...others]);
      expect(own?.refused).toBe(0);
      done += settled.length;
      mine = theirs.flatMap((each) => [...each.claimed]);
      for (const each of mine) expect(each.link !== null || each.deliveryId === idOf('0')).toBe(true);
      expect(mine.length).toBeLessThanOrEqual(1);
    }
    expect(done).toBe(count);
  });
});

describe('a stale result', () => {
  const results = [
    ['delivered', (each: Claimed) => delivered(each, 'stale')],
    ['parked', (each: Claimed) => parked(each)],
    ['unknown', (each: Claimed) => retry(each, true)],
    ['retry', (each: Claimed) => retry(each, false)],
  ] as const;

  it.each(results)('(%s) of a lane taken over changes nothing and is counted', async (_, result) => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const stale = await claimOne(rig.one, [], 1);
    await expire();
    const current = await claimOne(rig.two);
    const before = await state();
    expect(await rig.one.settleAndClaim('w', [result(stale)], [], 1000)).toEqual({ claimed: [], refused: 1 });
    expect(await state()).toEqual(before);
    expect(await rig.two.settleAndClaim('w', [delivered(current)], [], 1000)).toMatchObject({ refused: 0 });
  });

  it.each(results)('(%s) sent twice, one after the other or at once, counts once', async (_, result) => {
    await rig.one.accept([item('a'), item('b'), item('c')], appendFold);
    const again = result(await claimOne(rig.one));
    const settles = await rig.race(lockLanes, 2, () =>
      [rig.one, rig.two].map((store) => store.settleAndClaim('w', [again, again], [], 1000)),
    );
    expect(settles.map((each) => each.refused).sort()).toEqual([1, 2]);
    const before = await state();
    expect(await rig.one.settleAndClaim('w', [again], [], 1000)).toMatchObject({ refused: 1 });
    expect(await state()).toEqual(before);
  });

  it('that waits for the takeover to commit is refused by what it then sees', async () => {
    await rig.one.accept([item('a')], appendFold);
    const stale = await claimOne(rig.one);
    const takeover = `update lane set epoch = epoch + 1 where id = ${stale.laneId}`;
    await rig.query('begin');
    await rig.query(takeover);
    const waiting = rig.one.settleAndClaim('w', [delivered(stale)], [], 1000);
    await rig.query('commit');
    expect(await waiting).toMatchObject({ refused: 1 });
    expect(await rig.query('select * from link')).toEqual([]);
  });
});

describe('renewing a lease', () => {
  it('that was taken over meanwhile changes nothing, whoever is first', async () => {
    await rig.one.accept([item('a')], appendFold);
    const mine = await claimOne(rig.one);
    const takeover = `update lane set epoch = epoch + 1, lease_owner = 'thief' where id = ${mine.laneId}`;
    await rig.query('begin');
    await rig.query(takeover);
    const waiting = rig.one.renew([mine], 600_000);
    await rig.query('commit');
    expect(await waiting).toEqual(new Set());
    expect(await rig.query("select 1 from lane where due_at > now() + interval '5 minutes'")).toEqual([]);
  });

  it('keeps the lane from being claimed, also when the lease had run out unnoticed', async () => {
    await rig.one.accept([item('a')], appendFold);
    const mine = await claimOne(rig.one, [], 1);
    await expire();
    expect(await rig.one.renew([mine], 60_000)).toEqual(new Set([mine.laneId]));
    expect(await rig.two.settleAndClaim('thief', [], anyDesk, 60_000)).toEqual({ claimed: [], refused: 0 });
    expect(await rig.one.settleAndClaim('w', [delivered(mine)], [], 1000)).toMatchObject({ refused: 0 });
  });

  it('after its result was written leaves the lane as it is', async () => {
    await rig.one.accept([item('a')], appendFold);
    const mine = await claimOne(rig.one);
    await rig.race(lockLanes, 2, () => [
      rig.one.settleAndClaim('w', [delivered(mine)], [], 1000).then(() => undefined),
      rig.two.renew([mine], 60_000).then(() => undefined),
    ]);
    expect(await rig.two.renew([mine], 60_000)).toEqual(new Set());
    expect(await rig.query('select due_at from lane')).toEqual([{ due_at: null }]);
  });
});

describe('settling against accepting', () => {
  it('leaves the lane due when work was appended at the same moment, whoever is first', async () => {
    await rig.one.accept([item('a')], appendFold);
    const head = await claimOne(rig.one);
    await rig.race(lockLanes, 2, () => [
      rig.one.settleAndClaim('w', [delivered(head)], [], 1000).then(() => undefined),
      rig.two.accept([item('b')], appendFold).then(() => undefined),
    ]);
    expect(await claimOne(rig.two)).toMatchObject({ deliveryId: idOf('b'), link: { remoteId: 'remote-1' } });
  });
});
