import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Failure } from '#libs/failures';
import type { ClaimOrder, Escalation, HoldChange, Lessons } from './contract.ts';
import { appendFold, item, openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item, hold, quota_bucket, escalation');
  await rig.one.accept(
    Array.from({ length: 20 }, (_, n) => item(`${n}`, { targetKey: `key ${n}` })),
    appendFold,
  );
});

const failure: Failure = { class: 'down', scope: 'system', evidence: { message: 'connection refused' } };
const open = (over: Partial<Extract<HoldChange, { change: 'open' }>> = {}): HoldChange => ({
  change: 'open',
  subject: 'system:desk',
  kind: 'breaker',
  system: 'desk',
  failure,
  forMs: 0,
  credentialVersion: null,
  escalateTo: 'desk-team',
  ...over,
});
const order: ClaimOrder = { targetSystem: 'desk', max: 10, subjects: ['system:desk', 'credential:env:DESK'] };
const claim = async (given: ClaimOrder = order, lessons?: Lessons, store = rig.one) =>
  (await store.settleAndClaim('w', [], [given], 60_000, lessons)).claimed;
const due = () => rig.query(`update hold set until = now() - interval '1 second'`);
const held = async () => (await rig.one.holds()).map(({ kind, phase, allowed, rounds }) => `${kind} ${phase} ${allowed} ${rounds}`);

describe('a breaker', () => {
  it('lets nothing go until its time, then one probe, whoever asks', async () => {
    expect(await claim(order, { holds: [open({ forMs: 60_000 })], spent: [] })).toEqual([]);
    expect(await claim()).toEqual([]);
    await due();
    const [probe, ...more] = await claim();
    expect(more).toEqual([]);
    expect(probe?.probes).toEqual([{ subject: 'system:desk', phase: 'probing', rounds: 0, allowed: 1 }]);
    expect(await claim(order, undefined, rig.two)).toEqual([]);
  });

  it('ramps up by the steps that came through, and is gone at full', async () => {
    await rig.one.changeHolds([open()]);
    expect(await claim()).toHaveLength(1);
    const passed = (allowed: number): HoldChange => ({ change: 'passed', subject: 'system:desk', allowed, full: 8 });
    expect(await claim({ ...order, inFlight: 0 }, { holds: [passed(1), passed(1)], spent: [] })).toHaveLength(2);
    expect(await held()).toEqual(['breaker ramp 2 0']);
    const next = await claim({ ...order, inFlight: 1 }, { holds: [passed(2), passed(1)], spent: [] });
    expect(next.map(({ probes }) => probes[0]?.allowed)).toEqual([4, 4, 4]);
    expect(await claim(order, { holds: [passed(4)], spent: [] })).toHaveLength(10);
    expect(await held()).toEqual([]);
    expect(await rig.one.escalations(9)).toMatchObject([{ owner: 'desk-team', reason: 'connection refused', system: 'desk' }]);
    expect((await rig.one.escalations(9))[0]?.resolvedAt).not.toBeNull();
  });

  it('opens again with a probe that failed, and tells nobody twice', async () => {
    await rig.one.changeHolds([open()]);
    await claim();
    const failed: HoldChange = { change: 'failed', subject: 'system:desk', failure, forMs: 60_000 };
    expect(await claim(order, { holds: [failed, failed, open()], spent: [] })).toEqual([]);
    expect(await held()).toEqual(['breaker open 1 1']);
    expect(await rig.one.escalations(9)).toHaveLength(1);
    await due();
    expect((await claim())[0]?.probes).toMatchObject([{ rounds: 1 }]);
  });

  it('is probed again when the process that probed has died', async () => {
    await rig.one.changeHolds([open()]);
    expect(await claim()).toHaveLength(1);
    expect(await claim()).toEqual([]);
    await due();
    expect(await claim()).toHaveLength(1);
  });

  it('keeps its probe for later when nothing is due', async () => {
    await rig.one.changeHolds([open({ subject: 'system:idle' })]);
    const idle = { targetSystem: 'idle', max: 5, subjects: ['system:idle'] };
    expect(await claim(idle)).toEqual([]);
    expect(await held()).toEqual(['breaker open 1 0']);
  });

  it('holds only what names it', async () => {
    await rig.one.changeHolds([open({ forMs: 60_000 })]);
    expect(await claim({ targetSystem: 'desk', max: 3, subjects: ['system:other'] })).toHaveLength(3);
  });
});

describe('several holds of one system', () => {
  it('all have to be due; no probe is used up meanwhile', async () => {
    const credential = open({ subject: 'credential:env:DESK', kind: 'credential', forMs: null, credentialVersion: 'ab12' });
    await rig.one.changeHolds([open(), credential]);
    expect(await claim()).toEqual([]);
    expect(await held()).toEqual(['credential open 1 0', 'breaker open 1 0']);
    await rig.one.changeHolds([{ change: 'probe', subject: 'credential:env:DESK' }]);
    const [probe] = await claim();
    expect(probe?.probes.map(({ subject }) => subject)).toEqual(['system:desk', 'credential:env:DESK']);
  });

  it('shared by two systems are probed by one of them', async () => {
    await rig.one.accept([item('x', { targetSystem: 'second' })], appendFold);
    await rig.one.changeHolds([open({ subject: 'credential:env:DESK', kind: 'credential' })]);
    const second = { targetSystem: 'second', max: 5, subjects: ['credential:env:DESK'] };
    const { claimed } = await rig.one.settleAndClaim('w', [], [order, second], 60_000);
    expect(claimed).toHaveLength(1);
  });
});

describe('a quota', () => {
  const quota = (forMs: number) => open({ kind: 'quota', forMs, escalateTo: null });

  it('holds until its time, is only ever extended, and needs no probe', async () => {
    await rig.one.changeHolds([quota(60_000), quota(1_000)]);
    expect(await claim()).toEqual([]);
    expect((await rig.one.holds())[0]?.until).toBeGreaterThan(Date.now() + 30_000);
    await due();
    expect(await held()).toEqual([]);
    expect(await claim()).toHaveLength(10);
    expect(await rig.one.escalations(9)).toEqual([]);
  });
});

describe('a bucket', () => {
  const bucket = { subject: 'credential:env:DESK', perSecond: 0, burst: 5 };

  it('gives as many as there are tokens, whichever process asks, and takes what was spent besides', async () => {
    expect(await claim({ ...order, max: 3, bucket })).toHaveLength(3);
    expect(await claim({ ...order, bucket }, undefined, rig.two)).toHaveLength(2);
    expect(await claim({ ...order, bucket })).toEqual([]);
    await rig.one.settleAndClaim('w', [], [], 60_000, { holds: [], spent: [{ subject: bucket.subject, calls: 3 }] });
    await rig.query(`update quota_bucket set tokens = tokens + 4`);
    expect(await claim({ ...order, bucket })).toHaveLength(1);
  });

  it('fills with time, up to its burst, and takes nothing for lanes that were not due', async () => {
    const slow = { ...bucket, perSecond: 1 };
    await claim({ ...order, bucket: slow });
    await rig.query(`update quota_bucket set at = at - interval '3 seconds'`);
    expect(await claim({ targetSystem: 'idle', max: 9, subjects: [], bucket: slow })).toEqual([]);
    expect(await claim({ ...order, bucket: slow })).toHaveLength(3);
    await rig.query(`update quota_bucket set at = at - interval '1 hour'`);
    expect(await claim({ ...order, bucket: slow })).toHaveLength(5);
  });
});

describe('two connections', () => {
  it('open one hold and tell of it once', async () => {
    await rig.race('lock table hold in share mode', 2, () => [rig.one, rig.two].map((store) => store.changeHolds([open(), open()])));
    expect(await held()).toEqual(['breaker open 1 0']);
    expect(await rig.one.escalations(9)).toHaveLength(1);
  });

  it('are given an outage to tell of once between them, and never one that is over', async () => {
    await rig.one.changeHolds([open(), open({ subject: 'system:other' })]);
    await rig.query(`update escalation set resolved_at = now() where subject = 'system:other'`);
    const told: string[] = [];
    const tell = ({ subject }: Escalation) => void told.push(subject);
    await expect(
      rig.one.announce(() => {
        throw new Error('the process died');
      }),
    ).rejects.toThrow('died');
    await rig.race('lock table escalation in share mode', 2, () => [rig.one, rig.two].map((store) => store.announce(tell)));
    await rig.one.announce(tell);
    expect(told).toEqual(['system:desk']);
  });

  it('take one probe of a hold that is due', async () => {
    await rig.one.changeHolds([open()]);
    const both = await rig.race('lock table hold in share mode', 2, () =>
      [rig.one, rig.two].map((store) => claim(order, undefined, store)),
    );
    expect(both.flat()).toHaveLength(1);
  });

  it('make one step of a ramp out of two answers', async () => {
    await rig.one.changeHolds([open()]);
    await claim();
    const passed: HoldChange = { change: 'passed', subject: 'system:desk', allowed: 1, full: 8 };
    await rig.race('select 1 from hold for update', 2, () => [rig.one, rig.two].map((store) => store.changeHolds([passed])));
    expect(await held()).toEqual(['breaker ramp 2 0']);
  });

  it('share the tokens of a bucket', async () => {
    const bucket = { subject: 'b', perSecond: 0, burst: 7 };
    await claim({ targetSystem: 'nobody', max: 1, bucket });
    const both = await rig.race('select 1 from quota_bucket for update', 2, () =>
      [rig.one, rig.two].map((store) => claim({ ...order, bucket }, undefined, store)),
    );
    expect(both.map((each) => each.length).sort()).toEqual([0, 7]);
  });
});
