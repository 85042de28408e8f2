import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fold } from './contract.ts';
import { anyDesk, appendFold, claimOne, delivered, idOf, item, openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome');
});

const lockLanes = 'select 1 from lane for update';
const keys = (count: number, name: string) => Array.from({ length: count }, (_, n) => item(`${name} ${n}`, { targetKey: `key ${n}` }));

describe('accept', () => {
  it('enters new ids in the order given, folds them and queues them; known ids change nothing', async () => {
    expect(await rig.one.accept([item('a'), item('b'), item('a')], appendFold)).toEqual({ inserted: 2, targets: ['desk'] });
    expect(await rig.one.accept([item('b'), item('a')], appendFold)).toEqual({ inserted: 0, targets: [] });
    expect(await rig.one.accept([item('b'), item('c')], appendFold)).toEqual({ inserted: 1, targets: ['desk'] });
    const head = await claimOne(rig.one);
    expect(head).toMatchObject({ deliveryId: idOf('a'), want: { seen: [idOf('a')] }, wantDigest: 'want 1', attempt: 1, link: null });
    const next = await claimOne(rig.one, [delivered(head)]);
    const last = await claimOne(rig.one, [delivered(next)]);
    expect([next.deliveryId, last.deliveryId]).toEqual([idOf('b'), idOf('c')]);
    expect(last.want).toEqual({ seen: [idOf('a'), idOf('b'), idOf('c')] });
  });

  it('writes the outcome of what ends in the fold, and gives it no place in a lane', async () => {
    const ending: Fold = (_state, each) => ({
      state: { last: each.id },
      result: { kind: each.version > 1 ? 'superseded' : 'noop', reason: `version ${each.version}` },
    });
    expect(await rig.one.accept([item('a'), item('b', { version: 2 })], ending)).toEqual({ inserted: 2, targets: [] });
    const outcomes = await rig.one.unpublished(10);
    expect(outcomes).toMatchObject([
      { deliveryId: idOf('a'), kind: 'noop', reason: 'version 1', messageId: idOf('message of a'), link: null, attempts: 0 },
      { deliveryId: idOf('b'), kind: 'superseded', reason: 'version 2', version: 2, targetSystem: 'desk', targetKey: 'K1' },
    ]);
    expect((await rig.one.settleAndClaim('w', [], anyDesk, 1000)).claimed).toEqual([]);
  });

  it('keeps cases apart by pattern and by target', async () => {
    const items = [item('a'), item('b', { pattern: 'other' }), item('c', { targetKey: 'K2' }), item('d', { targetSystem: 'archive' })];
    const states: unknown[] = [];
    await rig.one.accept(items, (state, each) => {
      states.push(state);
      return appendFold(state, each);
    });
    expect(states).toEqual([null, null, null, null]);
  });

  it('leaves nothing when the fold throws', async () => {
    const failing: Fold = (state, each) => {
      if (each.id === idOf('b')) throw new Error('planted');
      return appendFold(state, each);
    };
    await expect(rig.one.accept([item('a'), item('b')], failing)).rejects.toMatchObject({ failure: { class: 'bug' } });
    expect(await rig.query('select id from delivery union all select null from lane')).toEqual([]);
    expect(await rig.one.accept([item('a')], appendFold)).toMatchObject({ inserted: 1 });
  });

  it('keeps text that Postgres refuses', async () => {
    const odd = 'nul \0, lone \ud800, escape \u241b0, pair \u{1f600}, "quoted\\"';
    const strange = item('a', {
      targetKey: odd,
      targetSystem: 'desk',
      system: odd,
      record: odd,
      flow: odd,
      trail: odd,
      pattern: odd,
      digest: odd,
    });
    await rig.one.accept([strange, item('b', { targetKey: odd.replace('\0', '␛0') })], (state) => ({
      state: { odd, before: state },
      result: { kind: 'deliver', episode: 1, want: { odd }, wantDigest: odd },
    }));
    const { claimed } = await rig.one.settleAndClaim(odd, [], anyDesk, 60_000);
    expect(claimed).toHaveLength(2);
    const head = claimed.find((each) => each.deliveryId === idOf('a'));
    expect(head).toMatchObject({ targetKey: odd, flow: odd, want: { odd }, wantDigest: odd });
    await rig.one.settleAndClaim(
      'w',
      claimed.map((each) => delivered(each, odd)),
      [],
      1000,
    );
    expect((await rig.one.unpublished(10)).find((each) => each.deliveryId === idOf('a'))).toMatchObject({
      system: odd,
      record: odd,
      trail: odd,
      link: { remoteId: odd, writtenDigest: odd },
    });
  });
});

describe('accept, on two connections', () => {
  it('gives one result when the same batch comes twice at once', async () => {
    await rig.one.accept([item('first')], appendFold);
    const batch = [item('a'), item('b'), item('c')];
    const results = await rig.race(lockLanes, 2, () => [rig.one.accept(batch, appendFold), rig.two.accept(batch, appendFold)]);
    expect(results.map((each) => each.inserted).sort()).toEqual([0, 3]);
    const [state] = await rig.query<{ state: string }>('select state from case_state');
    expect(JSON.parse(state?.state ?? '')).toEqual({ seen: ['first', 'a', 'b', 'c'].map(idOf) });
  });

  it('does the same for lanes that neither has seen', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const batch = keys(20, `turn ${turn}`).map((each) => ({ ...each, targetKey: `${each.targetKey} of ${turn}` }));
      const results = await Promise.all([rig.one.accept(batch, appendFold), rig.two.accept([...batch].reverse(), appendFold)]);
      expect(results.reduce((sum, each) => sum + each.inserted, 0)).toBe(20);
    }
    const lanes = await rig.query('select next_seq - head_seq as waiting from lane');
    expect(lanes).toEqual(Array.from({ length: 200 }, () => ({ waiting: '1' })));
  });

  it('appends what the other connection appended to, without a gap', async () => {
    await rig.one.accept([item('first')], appendFold);
    await rig.race(lockLanes, 2, () => [rig.one.accept([item('a')], appendFold), rig.two.accept([item('b')], appendFold)]);
    const seqs = await rig.query<{ seq: string; want: string }>('select seq, want from delivery order by seq');
    expect(seqs.map((each) => each.seq)).toEqual(['1', '2', '3']);
    expect(seqs.map((each) => (JSON.parse(each.want) as { seen: string[] }).seen.length)).toEqual([1, 2, 3]);
  });

  it('never deadlocks with settling, whatever the order, and loses no wake-up', async () => {
    await rig.one.accept(keys(20, 'seed'), appendFold);
    let { claimed } = await rig.one.settleAndClaim('w', [], anyDesk, 60_000);
    for (let turn = 0; turn < 10; turn++) {
      const batch = keys(20, `turn ${turn}`).sort(() => (turn % 2 === 0 ? 1 : -1));
      const settled = claimed.map((each) => delivered(each)).reverse();
      const [, next] = await Promise.all([rig.two.accept(batch, appendFold), rig.one.settleAndClaim('w', settled, anyDesk, 60_000)]);
      expect(next.refused).toBe(0);
      claimed = next.claimed;
      if (claimed.length < 20) claimed = [...claimed, ...(await rig.one.settleAndClaim('w', [], anyDesk, 60_000)).claimed];
      expect(claimed).toHaveLength(20);
    }
  });
});
