import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Fold, Settled } from './contract.ts';
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
const claim = (settled: readonly Settled[] = [], leaseMs = 60_000) => rig.one.settleAndClaim('worker', settled, anyDesk, leaseMs);
const expire = () => rig.query(`update lane set due_at = now() - interval '1 second' where due_at is not null`);
const secondEpisode: Fold = (state, each) => ({
  state,
  result: { kind: 'deliver', episode: 2, want: each.id, wantDigest: 'second' },
});

describe('a lane', () => {
  it('gives out its head once, then the next after the result', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const a = await claimOne(rig.one);
    expect(await claim()).toEqual(nothing);
    const b = await claimOne(rig.one, [delivered(a)]);
    expect(b).toMatchObject({
      deliveryId: idOf('b'),
      mustAsk: false,
      unknownForMs: 0,
      link: { remoteId: 'remote-1', writtenDigest: 'want 1' },
    });
    expect(await claim([delivered(b)])).toEqual(nothing);
    expect(await rig.one.waiting()).toEqual([]);
    expect(await rig.one.unpublished(9)).toMatchObject([
      { kind: 'delivered', attempts: 1, possibleDuplicate: false, link: { number: 'INC-remote-1' } },
      { kind: 'delivered', deliveryId: idOf('b') },
    ]);
  });

  it('waits as long as a retry says, counts attempts, and keeps their failures', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const first = await claimOne(rig.one);
    expect(await claim([retry(first, false, 3_600_000)])).toEqual(nothing);
    expect(await rig.one.waiting()).toEqual([{ targetSystem: 'desk', lanes: 1, blocked: 0, deliveries: 2, oldestMs: 0 }]);
    await expire();
    const second = await claimOne(rig.one);
    expect(second).toMatchObject({ deliveryId: idOf('a'), attempt: 2, mustAsk: false });
    expect(await rig.one.attempts(idOf('a'))).toMatchObject([
      { n: 1, state: 'failed', failure: { class: 'transient', evidence: { message: 'no answer' } } },
      { n: 2, state: 'sending', endedAt: null, failure: null },
    ]);
  });

  it('passes a parked head on to a person and goes on', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const next = await claimOne(rig.one, [parked(await claimOne(rig.one))]);
    expect(next).toMatchObject({ deliveryId: idOf('b'), mustAsk: false });
    expect(await rig.one.list(9)).toMatchObject([
      {
        id: idOf('a'),
        messageId: idOf('message of a'),
        stage: 'deliver',
        code: '400',
        field: 'group',
        reason: 'group is missing',
        flow: 'flow',
      },
    ]);
    expect(await rig.one.list(9)).toMatchObject([{ sourceTopic: 'junctor.delivery.v1', sourcePartition: 2, sourceOffset: 41 }]);
    expect(await rig.one.unpublished(9)).toMatchObject([{ kind: 'parked', reason: 'group is missing', attempts: 1 }]);
  });

  it('ends a no-op without a link', async () => {
    await rig.one.accept([item('a')], appendFold);
    const { laneId, epoch, deliveryId, attempt } = await claimOne(rig.one);
    expect(await claim([{ laneId, epoch, deliveryId, attempt, result: { kind: 'noop', reason: 'already so' } }])).toEqual(nothing);
    expect(await rig.one.unpublished(9)).toMatchObject([{ kind: 'noop', reason: 'already so', link: null }]);
  });

  it('serves several targets, each up to its own limit, the longest due first', async () => {
    const at = (system: string, n: number) => item(`${system} ${n}`, { targetSystem: system, targetKey: `${n}` });
    for (let n = 0; n < 3; n++) await rig.one.accept([at('desk', n), at('archive', n)], appendFold);
    const order = [
      { targetSystem: 'archive', max: 1 },
      { targetSystem: 'desk', max: 2 },
      { targetSystem: 'nobody', max: 5 },
      { targetSystem: 'desk', max: 0 },
    ];
    const { claimed } = await rig.one.settleAndClaim('w', [], order, 60_000);
    expect(claimed.map((each) => `${each.targetSystem} ${each.targetKey}`).sort()).toEqual(['archive 0', 'desk 0', 'desk 1']);
  });
});

describe('doubt', () => {
  it('is asked about after an attempt of unknown outcome, until the delivery has ended', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const doubtful = await claimOne(rig.one, [retry(await claimOne(rig.one), true)]);
    expect(doubtful).toMatchObject({ attempt: 2, mustAsk: true });
    expect(doubtful.unknownForMs).toBeGreaterThanOrEqual(0);
    expect(await claimOne(rig.one, [delivered(doubtful)])).toMatchObject({ deliveryId: idOf('b'), mustAsk: false });
    expect(await rig.one.attempts(idOf('a'))).toMatchObject([{ state: 'unknown' }, { state: 'ok', action: 'create' }]);
  });

  it('counts from the youngest unknown attempt', async () => {
    await rig.one.accept([item('a')], appendFold);
    const second = await claimOne(rig.one, [retry(await claimOne(rig.one), true)]);
    await rig.query(`update attempt set started_at = now() - interval '1 hour', unknown_since = now() - interval '1 hour' where n = 1`);
    await rig.query(`update attempt set started_at = now() - interval '10 minutes' where n = 2`);
    const third = await claimOne(rig.one, [retry(second, true)]);
    expect(third.unknownForMs).toBeGreaterThanOrEqual(600_000);
    expect(third.unknownForMs).toBeLessThan(3_600_000);
  });

  it('remains for the rest of the episode when a head is parked in doubt, and not for the next episode', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    await rig.one.accept([item('c')], secondEpisode);
    const b = await claimOne(rig.one, [parked(await claimOne(rig.one), 'unknown')]);
    expect(b).toMatchObject({ deliveryId: idOf('b'), mustAsk: true });
    expect(await claimOne(rig.one, [parked(b)])).toMatchObject({ deliveryId: idOf('c'), episode: 2, mustAsk: false, link: null });
  });

  it('about another delivery ends with the link', async () => {
    await rig.one.accept([item('a'), item('b'), item('c')], appendFold);
    const b = await claimOne(rig.one, [parked(await claimOne(rig.one), 'unknown')]);
    expect(await claimOne(rig.one, [delivered(b)])).toMatchObject({ deliveryId: idOf('c'), mustAsk: false });
  });

  it('about this delivery stays although there is a link', async () => {
    await rig.one.accept([item('a'), item('b')], appendFold);
    const b = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    const again = await claimOne(rig.one, [retry(b, true)]);
    expect(again).toMatchObject({ deliveryId: idOf('b'), mustAsk: true, link: { remoteId: 'remote-1' } });
  });

  it('begins with a takeover: the abandoned attempt becomes unknown', async () => {
    await rig.one.accept([item('a')], appendFold);
    await claimOne(rig.one, [], 1);
    await expire();
    expect(await claimOne(rig.two)).toMatchObject({ attempt: 2, mustAsk: true });
    expect(await rig.one.attempts(idOf('a'))).toMatchObject([
      { n: 1, state: 'unknown' },
      { n: 2, state: 'sending' },
    ]);
  });

  it('does not last after a plain failure', async () => {
    await rig.one.accept([item('a')], appendFold);
    expect(await claimOne(rig.one, [retry(await claimOne(rig.one), false)])).toMatchObject({ attempt: 2, mustAsk: false });
  });
});
