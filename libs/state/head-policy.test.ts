import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claimed, Fold, HeadPolicy } from './contract.ts';
import { anyDesk, appendFold, claimOne, delivered, idOf, item, openRig, parked, type Rig, retry } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item');
});

const nothing = { claimed: [], refused: 0 };
const settle = (...results: Parameters<typeof rig.one.settleAndClaim>[1]) => rig.one.settleAndClaim('worker', results, anyDesk, 60_000);
const park = (claimed: Claimed, head: HeadPolicy) => settle(parked(claimed, 'invalid', head));
const nextEpisode: Fold = (state, each) => ({ state, result: { kind: 'deliver', episode: 2, want: each.id, wantDigest: 'second' } });
const outcomes = async () => (await rig.one.unpublished(99)).map(({ kind, deliveryId }) => `${kind} ${deliveryId}`);
const lane = async () => (await rig.query<object>('select blocked, due_at is null as idle, head_seq::int, next_seq::int from lane'))[0];

describe('a head that is parked', () => {
  it('blocks its lane under block, whatever comes after it, and other lanes go on', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    expect(await park(await claimOne(rig.one), 'block')).toEqual(nothing);
    expect(await lane()).toEqual({ blocked: 'block', idle: true, head_seq: 1, next_seq: 3 });
    await rig.one.accept([item('c'), item('other', { targetKey: 'K2' })], appendFold);
    expect(await claimOne(rig.one)).toMatchObject({ deliveryId: idOf('other') });
    expect(await outcomes()).toEqual([`parked ${idOf('a')}`]);
    expect(await rig.one.list(9)).toMatchObject([{ id: idOf('a') }]);
    expect(await rig.one.waiting()).toMatchObject([{ lanes: 1, blocked: 1, deliveries: 4 }]);
  });

  it('gives way under supersede to the newer state that waits already, which is the only outcome that is told', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const { claimed } = await park(await claimOne(rig.one), 'supersede');
    expect(claimed).toMatchObject([{ deliveryId: idOf('b'), attempt: 1, link: null, mustAsk: false }]);
    expect(await outcomes()).toEqual([`superseded ${idOf('a')}`]);
    expect(await rig.one.list(9)).toEqual([]);
  });

  it('gives way under supersede to a newer state that comes later', async () => {
    await rig.one.accept([item('a')], appendFold);
    expect(await park(await claimOne(rig.one), 'supersede')).toEqual(nothing);
    await rig.one.published((await rig.one.unpublished(9)).map(({ seq }) => seq));
    await rig.one.accept([item('b')], appendFold);
    expect(await claimOne(rig.one)).toMatchObject({ deliveryId: idOf('b') });
    expect(await outcomes()).toEqual([`superseded ${idOf('a')}`]);
    expect(await rig.one.list(9)).toEqual([]);
  });

  it('does not give way to another remote record', async () => {
    await rig.one.accept([item('a')], appendFold);
    await park(await claimOne(rig.one), 'supersede');
    await rig.one.accept([item('b')], nextEpisode);
    expect(await settle()).toEqual(nothing);
    expect(await lane()).toMatchObject({ blocked: 'supersede', idle: true });
  });

  it.each([
    ['now', (claimed: Claimed) => [parked(claimed, 'unknown', 'supersede')]],
    ['before', null],
  ])('is not superseded when an attempt is in doubt (%s): it blocks', async (_, results) => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    let head = await claimOne(rig.one);
    if (results === null) head = await claimOne(rig.one, [retry(head, true)]);
    expect(await settle(...(results?.(head) ?? [parked(head, 'invalid', 'supersede')]))).toEqual(nothing);
    expect(await lane()).toMatchObject({ blocked: 'block', head_seq: 1 });
    expect(await outcomes()).toEqual([`parked ${idOf('a')}`]);
  });

  it('inherits nothing wrongly: the link made before stays with the next state', async () => {
    await rig.one.accept([item('a'), item('b'), item('c')], appendFold);
    const b = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    const { claimed } = await park(b, 'supersede');
    expect(claimed).toMatchObject([{ deliveryId: idOf('c'), link: { remoteId: 'remote-1', writtenDigest: 'want 1' } }]);
  });
});

describe('a state that is in doubt', () => {
  it('stays so for what comes after it, when it is refused later and left out', async () => {
    await rig.one.accept([item('a'), item('b'), item('c'), item('d')], appendFold);
    const second = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    const again = await claimOne(rig.one, [retry(second, true)]);
    const third = await claimOne(rig.one, [parked(again, 'invalid', 'skip')]);
    expect(third).toMatchObject({ deliveryId: idOf('c'), attempt: 1, link: { writtenDigest: 'want 1' }, mustAsk: true });
    expect(await claimOne(rig.one, [delivered(third)])).toMatchObject({ deliveryId: idOf('d'), mustAsk: false });
  });
});

describe('superseding on two connections', () => {
  const lockLanes = 'select 1 from lane for update';

  it('misses no newer state that is accepted at the same moment, whoever is first', async () => {
    await rig.one.accept([item('a')], appendFold);
    const head = await claimOne(rig.one);
    await rig.race(lockLanes, 2, () => [
      rig.one.settleAndClaim('w', [parked(head, 'invalid', 'supersede')], [], 1000).then(() => undefined),
      rig.two.accept([item('b')], appendFold).then(() => undefined),
    ]);
    expect(await claimOne(rig.two)).toMatchObject({ deliveryId: idOf('b') });
    expect(await outcomes()).toEqual([`superseded ${idOf('a')}`]);
  });

  it('ends a head once when two newer states come at once', async () => {
    await rig.one.accept([item('a')], appendFold);
    await park(await claimOne(rig.one), 'supersede');
    await rig.race(lockLanes, 2, () =>
      [rig.one, rig.two].map((store, n) => store.accept([item(`b${n}`)], appendFold).then(() => undefined)),
    );
    expect(await lane()).toMatchObject({ blocked: null, head_seq: 2, next_seq: 4 });
    expect((await outcomes()).filter((each) => each.startsWith('superseded'))).toHaveLength(1);
  });
});

describe('tries', () => {
  it('count only attempts that are said to', async () => {
    await rig.one.accept([item('a')], appendFold);
    let head = await claimOne(rig.one);
    expect(head.tries).toBe(0);
    head = await claimOne(rig.one, [retry(head, false, 0, false)]);
    expect(head).toMatchObject({ attempt: 2, tries: 0 });
    head = await claimOne(rig.one, [retry(head, false, 0, true)]);
    expect(head).toMatchObject({ attempt: 3, tries: 1 });
  });
});
