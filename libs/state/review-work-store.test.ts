import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ItemResult, JobOrder, Opened, ReviewRow, WorkItem } from './contract.ts';
import { idOf, openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query(
    'truncate review_item, review_payload, review_revision, review_job, review_job_item, review_lease, message_state, journey',
  );
});

const row = (id: string, over: Partial<ReviewRow> = {}): ReviewRow => ({
  ...{ id, messageId: `message of ${id}`, stage: 'transform', system: 'prom', record: `record ${id}`, flow: null, fingerprint: 'f' },
  ...{ code: 'unknown-value', reason: 'odd', field: null, expected: null, excerpt: null, hint: null },
  ...{ sourceTopic: 'junctor.raw.v1', sourcePartition: 0, sourceOffset: 4, parkedAt: 5 },
  ...over,
});
const ann = { actor: 'ann', reason: 'mended' };
const bob = { actor: 'bob', reason: 'looked at it' };
const order = (name: string, items: JobOrder['items'], over: Partial<JobOrder> = {}): JobOrder => ({
  ...{ id: idOf(name), action: 'replay', items, approvalAbove: 1_000, fourEyes: false },
  ...ann,
  ...over,
});
const jobOf = (opened: Opened) => {
  if (opened.kind !== 'opened') throw new Error(opened.text);
  return opened.job;
};
const ended = ({ jobId, item }: WorkItem, state: ItemResult['state'], over: Partial<ItemResult> = {}): ItemResult => ({
  ...{ jobId, itemId: item.id, state, text: `it was ${state}` },
  ...over,
});
const stateOf = async (id: string) => (await rig.one.reviewItem(id))?.state;
const page = { limit: 100, offset: 0 };

describe('edits', () => {
  it('are numbered, whoever makes them at the same moment, and leave the original alone', async () => {
    await rig.one.park([row('a')]);
    const made = await rig.race('select 1 from review_item for update', 2, () => [
      rig.one.revise('a', '{"v":1}', ann),
      rig.two.revise('a', '{"v":2}', bob),
    ]);
    expect(made.map((each) => each.kind === 'revised' && each.revision.n).sort()).toEqual([1, 2]);
    const again = (await rig.one.reviewItem('a'))?.revisions.at(-1);
    expect(await rig.one.revise('a', again?.content ?? '', ann)).toMatchObject({ revision: { n: 2 } });
    expect(await rig.one.revise('b', '{}', ann)).toMatchObject({ kind: 'declined', why: 'not-found' });
  });

  it('are approved once, whoever agrees at the same moment', async () => {
    await rig.one.park([row('a')]);
    await rig.one.revise('a', '{"v":1}', ann);
    const both = await rig.race('select 1 from review_item for update', 2, () => [
      rig.one.approve('a', bob),
      rig.two.approve('a', { actor: 'eve', reason: 'too' }),
    ]);
    expect(both.map((each) => each.kind).sort()).toEqual(['approved', 'declined']);
  });

  it('are approved by somebody else, where that is asked for', async () => {
    await rig.one.park([row('a')]);
    expect(await rig.one.approve('a', bob)).toMatchObject({ why: 'not-needed' });
    await rig.one.revise('a', '{"v":1}', ann);
    const guarded = order('guarded', ['a'], { fourEyes: true });
    expect(await rig.one.openJob(guarded)).toMatchObject({ kind: 'declined', why: 'not-approved' });
    expect(await rig.one.approve('a', ann)).toMatchObject({ why: 'own-work' });
    expect(await rig.one.approve('a', bob)).toEqual({ kind: 'approved' });
    expect(await rig.one.openJob(guarded)).toMatchObject({ kind: 'opened', job: { state: 'queued' } });
  });
});

describe('a job', () => {
  it('takes what a filter selects, in the order of parking, and is one job however often it is ordered', async () => {
    await rig.one.park([row('b', { parkedAt: 9 }), row('a', { parkedAt: 9, sourceOffset: 5 }), row('c'), row('x', { fingerprint: 'g' })]);
    const twice = order('all', { fingerprint: 'f' });
    const opened = await rig.race('lock table review_job in exclusive mode', 2, () => [rig.one.openJob(twice), rig.two.openJob(twice)]);
    expect(opened.map((each) => jobOf(each).total)).toEqual([3, 3]);
    expect((await rig.one.jobItems(twice.id, page)).map((each) => each.itemId)).toEqual(['c', 'b', 'a']);
    expect(await rig.one.reviewJobs(9)).toHaveLength(1);
    const audit = await rig.one.auditEntries(0, 1_000);
    expect(audit.filter((entry) => entry.subject === twice.id)).toMatchObject([
      { action: 'review.replay', actor: 'ann', reason: 'mended' },
    ]);
  });

  it('refuses what is not there', async () => {
    expect(await rig.one.openJob(order('none', {}))).toMatchObject({ kind: 'declined', why: 'nothing-selected' });
    expect(await rig.one.openJob(order('gone', ['z']))).toMatchObject({ kind: 'declined', why: 'not-found' });
    expect(await rig.one.reviewJob('no uuid')).toBe(null);
  });

  it('of many items waits for a second person', async () => {
    await rig.one.park([row('a'), row('b')]);
    const large = order('large', {}, { approvalAbove: 1 });
    expect(jobOf(await rig.one.openJob(large)).state).toBe('approval');
    expect(await rig.one.reviewWork('queued', 9)).toEqual([]);
    expect(await rig.one.approve(large.id, ann)).toMatchObject({ why: 'own-work' });
    expect(await rig.one.approve(large.id, bob)).toEqual({ kind: 'approved' });
    expect(await rig.one.reviewWork('queued', 9)).toHaveLength(2);
  });

  it('is run by one process at a time, and by another once its lease is over', async () => {
    const [one, two] = await rig.race('lock table review_lease in exclusive mode', 2, () => [
      rig.one.leaseReview('one', 60_000),
      rig.two.leaseReview('two', 60_000),
    ]);
    expect([one, two].filter(Boolean)).toHaveLength(1);
    expect(await rig.one.leaseReview(one ? 'one' : 'two', 60_000)).toBe(true);
    expect(await rig.one.leaseReview(one ? 'two' : 'one', 60_000)).toBe(false);
    await rig.query(`update review_lease set until = now() - interval '1 ms'`);
    expect(await rig.one.leaseReview(one ? 'two' : 'one', 60_000)).toBe(true);
  });
});

describe('results', () => {
  it('move items and jobs once, whoever writes them first, and a late one changes nothing', async () => {
    await rig.one.park(['a', 'b', 'c', 'd', 'e'].map((id) => row(id)));
    const job = jobOf(await rig.one.openJob(order('job', {})));
    const work = await rig.one.reviewWork('queued', 9);
    expect(work).toHaveLength(5);
    const requeued = work.map((each) => ended(each, 'requeued', { mark: '{"m":1}', replay: each.replay }));
    await rig.race('select 1 from review_job for update', 2, () => [rig.one.finishItems(requeued), rig.two.finishItems(requeued)]);
    expect(await stateOf('a')).toBe('replaying');
    expect(await rig.one.reviewItem('a')).toMatchObject({ replays: 1 });
    const waiting = await rig.one.reviewWork('requeued', 9);
    expect(waiting[0]).toMatchObject({ mark: '{"m":1}', replay: 1, item: { id: 'a' } });
    await rig.one.park([row('b', { sourceOffset: 9 }), row('b2', { sourceOffset: 9 })]);
    const ends = (['delivered', 'failed', 'superseded', 'filtered', 'failed'] as const).map((state, n) =>
      ended(waiting[n] as WorkItem, state),
    );
    await rig.one.finishItems(ends.map((each) => (each.itemId === 'e' ? { ...each, child: 'b2' } : each)));
    await rig.two.finishItems(waiting.map((each) => ended(each, 'discarded')));
    expect(await Promise.all(['a', 'b', 'c', 'd', 'e'].map(stateOf))).toEqual(['resolved', 'open', 'superseded', 'resolved', 'superseded']);
    expect(await rig.one.reviewItem('b2')).toMatchObject({ parent: 'e', state: 'open' });
    expect(await rig.one.reviewJob(job.id)).toMatchObject({
      state: 'done',
      counts: { delivered: 1, failed: 2, superseded: 1, filtered: 1 },
    });
  });

  it('are found by the trace of the replay, by record and version, and by models that end where they are projected', async () => {
    const message = { model: 'event', system: 'prom', record: 'r', version: 7, occurredAt: 1, traceId: 'old', title: '', number: null };
    const outcome = {
      ...{
        id: 'o',
        messageId: 'canonical',
        kind: 'routed',
        stage: 'route',
        reason: null,
        flow: null,
        system: 'prom',
        record: 'r',
        version: 7,
      },
      ...{ targetSystem: null, targetKey: null, deliveryIds: ['d1'], remoteId: null, remoteNumber: null, remoteUrl: null, attempts: 0 },
      ...{ possibleDuplicate: false, occurredAt: 1, finishedAt: 2, traceId: 'new', trail: '[]' },
    };
    const ci = { ...message, id: 'a ci', model: 'ci', record: 'c' };
    await rig.one.record([{ ...message, id: 'canonical' }, ci], [outcome], []);
    const mark = { itemId: 'a', messageId: 'raw', system: 'prom', record: 'r', version: 7, traceIds: ['newer', 'new'] };
    expect(await rig.one.replayFacts([mark])).toEqual([
      {
        itemId: 'a',
        messageId: 'canonical',
        model: 'event',
        kind: 'routed',
        stage: 'route',
        flow: null,
        reason: null,
        deliveryIds: ['d1'],
      },
    ]);
    expect(await rig.one.replayFacts([{ ...mark, traceIds: ['newer'] }])).toEqual([]);
    expect(await rig.one.replayFacts([{ ...mark, version: 6 }])).toEqual([]);
    expect(await rig.one.replayFacts([{ ...mark, record: 'c' }])).toMatchObject([{ model: 'ci', kind: null }]);
    expect(await rig.one.deliveryFacts(['no uuid', idOf('unknown')])).toEqual([]);
  });
});
