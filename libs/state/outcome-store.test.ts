import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fold } from './contract.ts';
import { anyDesk, appendFold, claimOne, delivered, idOf, item, openRig, parked, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item');
});

const ending: Fold = (state, each) => ({ state, result: { kind: 'noop', reason: each.id } });
const names = ['a', 'b', 'c', 'd'];
const accepted = () =>
  rig.one.accept(
    names.map((name) => item(name, { targetKey: name })),
    ending,
  );

describe('outcomes', () => {
  it('are given oldest first until they are acknowledged, one by one', async () => {
    await accepted();
    const [a, b, c, d] = await rig.one.unpublished(10);
    expect((await rig.one.unpublished(2)).map((each) => each.deliveryId)).toEqual([idOf('a'), idOf('b')]);
    await rig.one.published([b?.seq ?? '', d?.seq ?? '']);
    expect((await rig.two.unpublished(10)).map((each) => each.seq)).toEqual([a?.seq, c?.seq]);
    await rig.one.published([]);
    await rig.one.published([a?.seq ?? '', c?.seq ?? '', '999999']);
    expect(await rig.one.unpublished(10)).toEqual([]);
  });

  it('that commit late with an older number are not skipped', async () => {
    await accepted();
    await rig.query('begin');
    await rig.query('insert into delivery_outcome (delivery_id, kind) values ($1, $2)', [idOf('a'), 'parked']);
    await rig.one.accept([item('late')], ending);
    const seen = await rig.two.unpublished(10);
    expect(seen.map((each) => each.deliveryId)).toEqual([...names, 'late'].map(idOf));
    await rig.two.published(seen.map((each) => each.seq));
    await rig.query('commit');
    expect(await rig.two.unpublished(10)).toMatchObject([{ deliveryId: idOf('a'), kind: 'parked' }]);
  });

  it('may be acknowledged on two connections at once, in any order', async () => {
    await accepted();
    const seqs = (await rig.one.unpublished(10)).map((each) => each.seq);
    await rig.race('select 1 from delivery_outcome for update', 2, () => [rig.one.published(seqs), rig.two.published([...seqs].reverse())]);
    expect(await rig.one.unpublished(10)).toEqual([]);
    expect(await rig.query('select distinct published_at is not null as published from delivery_outcome')).toEqual([{ published: true }]);
  });
});

describe('deliveries that ended long ago', () => {
  const tell = async () => rig.one.published((await rig.one.unpublished(99)).map((each) => each.seq));
  const age = () => rig.query(`update delivery_outcome set published_at = published_at - interval '31 days'`);
  const days = 30 * 86_400_000;
  const left = async () => (await rig.query<{ id: string }>('select id from delivery order by accepted_at, seq')).map(({ id }) => id);

  it('are forgotten, but for what is written there, what waits and what a person looks at', async () => {
    await rig.one.accept(
      ['a', 'b', 'c', 'd'].map((name) => item(name)),
      appendFold,
    );
    const a = await claimOne(rig.one);
    const b = await claimOne(rig.one, [delivered(a)]);
    const c = await claimOne(rig.one, [delivered(b)]);
    await rig.one.settleAndClaim('w', [parked(c)], [], 1000);
    await tell();
    await age();
    expect(await rig.one.forget(days, '0', 99)).toMatchObject({ forgotten: 1 });
    expect(await left()).toEqual(['b', 'c', 'd'].map(idOf));
    expect(await rig.query(`select from attempt where lane_id = ${a.laneId} and seq = 1`)).toEqual([]);
    expect(await claimOne(rig.one)).toMatchObject({ deliveryId: idOf('d'), written: { seen: [idOf('a'), idOf('b')] } });
  });

  it('stay while a head is blocked, an attempt is in doubt, or they are young', async () => {
    await rig.one.accept([item('a'), item('b', { targetKey: 'K2' })], appendFold);
    const { claimed } = await rig.one.settleAndClaim('w', [], anyDesk, 1000);
    await rig.one.settleAndClaim(
      'w',
      claimed.map((each, n) => parked(each, 'unknown', n === 0 ? 'block' : 'skip')),
      [],
      1000,
    );
    await tell();
    await rig.query('delete from review_item');
    await rig.one.accept([item('young', { targetKey: 'K3' })], ending);
    await age();
    await tell();
    expect(await rig.one.forget(days, '0', 99)).toEqual({ forgotten: 0, next: null });
    expect(await left()).toHaveLength(3);
  });

  it('are gone through page by page', async () => {
    await accepted();
    await tell();
    await age();
    const first = await rig.one.forget(days, '0', 3);
    expect(first.forgotten).toBe(3);
    expect(await rig.one.forget(days, first.next ?? '', 3)).toMatchObject({ forgotten: 1 });
  });

  it('are forgotten once by two connections', async () => {
    await accepted();
    await tell();
    await age();
    const both = await rig.race('lock table attempt in share mode', 2, () =>
      [rig.one, rig.two].map((store) => store.forget(days, '0', 99)),
    );
    expect(both.reduce((sum, { forgotten }) => sum + forgotten, 0)).toBe(4);
  });
});
