import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fold } from './contract.ts';
import { idOf, item, openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome');
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
