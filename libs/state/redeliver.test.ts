import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claimed, Fold, JobAction, WorkItem } from './contract.ts';
import { anyDesk, appendFold, claimOne, delivered, idOf, item, openRig, parked, type Rig, retry } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query(`truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item, review_payload, review_revision,
    review_job, review_job_item`);
});

let jobs = 0;
async function order(action: JobAction, ...names: string[]): Promise<WorkItem[]> {
  const id = idOf(`job ${jobs++}`);
  const opened = await rig.one.openJob({
    id,
    action,
    actor: 'ann',
    reason: 'because',
    items: names.map(idOf),
    approvalAbove: 99,
    fourEyes: false,
  });
  if (opened.kind !== 'opened') throw new Error(opened.text);
  return (await rig.one.reviewWork('queued', 99)).filter((work) => work.jobId === id);
}
async function first(action: JobAction, name: string): Promise<WorkItem> {
  const [work] = await order(action, name);
  if (work === undefined) throw new Error('nothing was ordered');
  return work;
}
const park = async (head: Claimed, policy: 'block' | 'skip') => rig.one.settleAndClaim('w', [parked(head, 'invalid', policy)], [], 1_000);
const outcomes = async (name: string) =>
  (await rig.query<{ kind: string }>('select kind from delivery_outcome where delivery_id = $1 order by seq', [idOf(name)])).map(
    (each) => each.kind,
  );
const stateOf = async (name: string) => (await rig.one.reviewItem(idOf(name)))?.state;
const kindOf = async (name: string) => (await rig.one.deliveryFacts([idOf(name)]))[0]?.kind;

describe('a head that blocks its lane', () => {
  beforeEach(async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    await park(await claimOne(rig.one, [retry(await claimOne(rig.one), true)]), 'block');
  });

  it('is sent again with its tries begun anew and in doubt as before, then what waited behind it', async () => {
    expect(await kindOf('a')).toBe('parked');
    expect(await rig.one.redeliver(await first('replay', 'a'))).toMatchObject({ state: 'requeued' });
    expect([await stateOf('a'), await kindOf('a')]).toEqual(['replaying', 'waiting']);
    const head = await claimOne(rig.one);
    expect(head).toMatchObject({ deliveryId: idOf('a'), attempt: 3, tries: 0, mustAsk: true });
    expect(await claimOne(rig.one, [delivered(head)])).toMatchObject({ deliveryId: idOf('b') });
    expect(await outcomes('a')).toEqual(['parked', 'delivered']);
    expect(await rig.one.deliveryFacts([idOf('a')])).toMatchObject([{ kind: 'delivered', number: 'INC-remote-1' }]);
  });

  it('is sent once, however many jobs want it and at the same moment', async () => {
    const [one, two] = [await first('replay', 'a'), await first('replay', 'a')];
    await rig.race('select 1 from lane for update', 2, () => [rig.one.redeliver(one), rig.two.redeliver(two)]);
    const head = await claimOne(rig.one);
    await rig.one.settleAndClaim('w', [delivered(head)], [], 1_000);
    expect(await rig.one.redeliver(await first('replay', 'a'))).toMatchObject({ state: 'delivered', text: 'it went through before' });
    expect(await rig.query('select 1 from attempt where seq = 1')).toHaveLength(3);
  });

  it('is sent as it was edited, and the original is kept', async () => {
    const original = (await rig.one.reviewItem(idOf('a')))?.payload?.content;
    await rig.one.revise(idOf('a'), '{"seen": "by hand"}', { actor: 'ann', reason: 'a typing error' });
    await rig.one.redeliver(await first('replay', 'a'));
    const head = await claimOne(rig.one);
    expect(head).toMatchObject({ want: { seen: 'by hand' }, wantDigest: expect.stringMatching(/^edit:/) });
    expect((await rig.one.reviewItem(idOf('a')))?.payload?.content).toBe(original);
    await park(head, 'block');
    expect(await rig.one.reviewItem(idOf('a'))).toMatchObject({ state: 'open', failures: 2, replays: 1 });
    expect(await kindOf('a')).toBe('parked');
  });

  it.each([
    ['discard', 'discarded'],
    ['supersede', 'superseded'],
  ] as const)('leaves its lane by %s, with an outcome that says why', async (action, kind) => {
    const work = await first(action, 'a');
    await rig.race('select 1 from lane for update', 2, () => [rig.one.redeliver(work), rig.two.redeliver(work)]);
    expect(await outcomes('a')).toEqual(['parked', kind]);
    expect([await stateOf('a'), await kindOf('a')]).toEqual([kind, kind]);
    expect(await claimOne(rig.one)).toMatchObject({ deliveryId: idOf('b') });
    expect((await rig.one.unpublished(9)).at(-1)).toMatchObject({ kind, reason: expect.stringContaining('ann: because') });
    expect(await rig.one.redeliver(await first('replay', 'a'))).toMatchObject({ state: kind });
  });
});

describe('a head that was skipped', () => {
  beforeEach(async () => {
    await rig.one.accept([item('a')], appendFold);
    await park(await claimOne(rig.one), 'skip');
  });

  it('enters its lane again under its own id, with its attempts', async () => {
    await rig.one.redeliver(await first('replay', 'a'));
    const head = await claimOne(rig.one);
    expect(head).toMatchObject({ deliveryId: idOf('a'), attempt: 2, tries: 0 });
    await rig.one.settleAndClaim('w', [delivered(head)], [], 1_000);
    expect([await outcomes('a'), await kindOf('a')]).toEqual([['parked', 'delivered'], 'delivered']);
    expect(await rig.one.attempts(idOf('a'))).toHaveLength(2);
  });

  it('is superseded when a newer state was written or waits, and not by one that was skipped too', async () => {
    await rig.one.accept([item('b')], appendFold);
    expect(await rig.one.redeliver(await first('replay', 'a'))).toMatchObject({ state: 'superseded' });
    expect(await outcomes('a')).toEqual(['parked', 'superseded']);
    await park(await claimOne(rig.one), 'skip');
    await rig.one.accept([item('c')], appendFold);
    await park(await claimOne(rig.one), 'skip');
    const both = await order('replay', 'b', 'c');
    for (const work of both) expect(await rig.one.redeliver(work)).toMatchObject({ state: 'requeued' });
    const head = await claimOne(rig.one);
    expect(head).toMatchObject({ deliveryId: idOf('b') });
    expect(await claimOne(rig.one, [delivered(head)])).toMatchObject({ deliveryId: idOf('c') });
  });

  it('is superseded when another state of it came at the same moment, whoever is first', async () => {
    const work = await first('replay', 'a');
    const [said] = await rig.race<{ state: string } | null>('select 1 from lane for update', 2, () => [
      rig.one.redeliver(work),
      rig.two.accept([item('b')], appendFold).then(() => null),
    ]);
    const order = [];
    for (let left = said?.state === 'requeued' ? 2 : 1; left > 0; left--) {
      const head = await claimOne(rig.one);
      order.push(head.deliveryId);
      await rig.one.settleAndClaim('w', [delivered(head)], [], 1_000);
    }
    expect(order).toEqual(said?.state === 'requeued' ? [idOf('a'), idOf('b')] : [idOf('b')]);
  });

  it('is discarded without moving its lane', async () => {
    await rig.one.redeliver(await first('discard', 'a'));
    expect(await rig.one.settleAndClaim('w', [], anyDesk, 1_000)).toEqual({ claimed: [], refused: 0 });
    expect([await outcomes('a'), await stateOf('a')]).toEqual([['parked', 'discarded'], 'discarded']);
  });
});

describe('a text that is added to a record', () => {
  const withText: Fold = (state, { id }) => ({
    state,
    result: { kind: 'deliver', episode: 1, want: { id }, wantDigest: id },
    appends: [{ id: idOf(`text of ${id}`), episode: 1, want: { text: 'one' } }],
  });
  const textOf = (name: string): string => `text of ${idOf(name)}`;

  it('is sent again under its own id though newer states were written since, and with the text that a person gave it', async () => {
    await rig.one.accept([item('a'), item('b')], withText);
    const note = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    const state = await claimOne(rig.one, [parked(note, 'invalid', 'skip')]);
    await rig.one.settleAndClaim('w', [delivered(state)], [], 1_000);
    await rig.one.revise(idOf(textOf('a')), '{"text":"two"}', { actor: 'ann', reason: 'because' });
    const [work] = await order('replay', textOf('a'));
    if (work === undefined) throw new Error('nothing was ordered');
    expect(await rig.one.redeliver(work)).toMatchObject({ state: 'requeued', text: 'entered its lane again' });
    const { deliveryId, want, wantDigest } = await claimOne(rig.one);
    expect({ deliveryId, want, wantDigest }).toEqual({ deliveryId: idOf(textOf('b')), want: { text: 'one' }, wantDigest: '' });
    await rig.query('update lane set head_seq = head_seq + 1, due_at = now(), epoch = epoch + 1');
    expect(await claimOne(rig.one)).toMatchObject({ deliveryId: idOf(textOf('a')), want: { text: 'two' }, wantDigest: '', attempt: 2 });
  });

  it('waits for the state that makes its record when a person gives up the one before', async () => {
    await rig.one.accept([item('a'), item('b')], withText);
    await park(await claimOne(rig.one), 'block');
    expect(await rig.one.redeliver(await first('discard', 'a'))).toMatchObject({ state: 'discarded' });
    const state = await claimOne(rig.one);
    expect(state).toMatchObject({ deliveryId: idOf('b'), link: null });
    expect(await claimOne(rig.one, [delivered(state)])).toMatchObject({ deliveryId: idOf(textOf('b')), link: { remoteId: 'remote-1' } });
  });
});
