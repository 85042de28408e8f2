/** What becomes of deliveries while their destination is away, limits them or refuses the credential: real store, real simulators. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type HoldRig, openHoldRig, type Receiver, webhookSecret } from './holds.rig.ts';

let rig: HoldRig;

beforeAll(async () => {
  rig = await openHoldRig();
}, 60_000);
afterAll(() => rig.close());
beforeEach(() => rig.secret(webhookSecret));
afterEach(() => rig.clean());

const one = '{ concurrency: 1, consistencyDelayMs: 0 }';
const of = ({ taken }: Receiver, key: string): readonly string[] =>
  taken.map(({ title }) => title).filter((title) => title.startsWith(`${key} `));
const free = (system: string) => rig.until(`${system} is not held`, async () => (await rig.held(system)).length === 0);
const isHeld = (system: string) => rig.until(`${system} is held`, async () => (await rig.held(system)).length > 0);

describe('a system that is away', () => {
  it('is held at once, its owner is told once, and everything follows in order by itself', async () => {
    const target = await rig.receiver();
    await rig.deliverTo(rig.hook('away', target.address));
    await target.down();
    await rig.accept('away', 6, 3);
    await isHeld('away');
    expect(await rig.held('away')).toMatchObject([{ subject: 'system:away', kind: 'breaker', failure: { class: 'down' } }]);
    expect(await rig.waiting('away')).toBe(18);
    await target.up();
    await rig.drained('away');
    await free('away');
    for (const key of ['K0', 'K5']) expect(of(target, key)).toEqual([0, 1, 2].map((n) => `${key} ${n}`));
    expect(target.taken).toHaveLength(18);
    expect(await rig.escalated('away')).toMatchObject([{ owner: 'the-team', kind: 'breaker', resolvedAt: expect.any(Number) }]);
    expect(rig.results.filter((result) => result.kind === 'retry' && result.counted)).toEqual([]);
  }, 60_000);

  it('is held when half of its calls fail, and one failing call at a time finds out when it is back', async () => {
    const target = await rig.receiver();
    let broken = true;
    target.answers = () => ({ status: broken ? 500 : 204 });
    await rig.deliverTo(rig.hook('broken', target.address));
    await rig.accept('broken', 12, 1);
    await isHeld('broken');
    broken = false;
    await rig.drained('broken');
    expect(target.taken).toHaveLength(12);
    expect(await rig.escalated('broken')).toHaveLength(1);
  }, 60_000);

  it('is reachable when it refuses the data of the probe', async () => {
    const target = await rig.receiver();
    target.answers = (title) => ({ status: title.startsWith('K0') ? 400 : 204 });
    await rig.deliverTo(rig.hook('data', target.address));
    await target.down();
    await rig.accept('data', 1, 1);
    await isHeld('data');
    await target.up();
    await rig.until('the record is parked', () => rig.results.some(({ kind }) => kind === 'parked'));
    await rig.accept('data', 3, 1, 1);
    await rig.until('the others are delivered', () => target.taken.length === 2);
    await rig.accept('data', 3, 3, 2);
    await free('data');
    expect(await rig.escalated('data')).toHaveLength(1);
  }, 60_000);

  it('that comes and goes keeps the order of its records, and nobody else waits for it', async () => {
    const [flapping, steady] = [await rig.receiver(), await rig.receiver()];
    await rig.deliverTo(rig.hook('flapping', flapping.address), rig.hook('steady', steady.address));
    for (let n = 0; n < 4; n++) {
      await flapping.down();
      await rig.accept('flapping', 4, 2, n * 2);
      await rig.accept('steady', 4, 2, n * 2);
      await rig.drained('steady');
      await flapping.up();
      await rig.until('some came through', () => flapping.taken.length > n * 2);
    }
    await rig.drained('flapping');
    const states = Array.from({ length: 8 }, (_, n) => n);
    for (const key of ['K0', 'K3'])
      for (const target of [flapping, steady]) expect(of(target, key)).toEqual(states.map((n) => `${key} ${n}`));
    expect(await rig.escalated('steady')).toEqual([]);
  }, 60_000);
});

describe('a credential that is refused', () => {
  it('holds what uses it, uses up no try, tells its owner once, and goes on when the secret has changed', async () => {
    rig.secret('expired');
    const simulator = await rig.serviceNow();
    await rig.deliverTo(rig.desk('desk', simulator.url), rig.desk('twin', simulator.url));
    await rig.accept('desk', 5, 2);
    await isHeld('desk');
    expect(await rig.held('desk')).toMatchObject([{ kind: 'credential', failure: { class: 'auth' } }]);
    await rig.accept('twin', 1, 1);
    rig.secret('wrong too');
    await rig.until('the new secret was tried', async () => (await rig.held('desk')).some(({ rounds }) => rounds > 0));
    rig.secret('right');
    await rig.drained('desk');
    await rig.drained('twin');
    const { incident } = (await simulator.control('state?table=incident')) as { incident: { short_description: string }[] };
    expect(incident.map((row) => row.short_description).toSorted()).toEqual(['K0 0', 'K0 1', 'K1 1', 'K2 1', 'K3 1', 'K4 1']);
    expect([...(await rig.escalated('desk')), ...(await rig.escalated('twin'))]).toHaveLength(1);
    expect(rig.results.filter((result) => result.kind === 'retry' && result.counted)).toEqual([]);
    expect(await rig.store.holds()).toEqual([]);
  }, 60_000);

  it('is not what a refusal of one record is', async () => {
    rig.secret('right');
    const simulator = await rig.serviceNow();
    await simulator.control('faults', { fail: { status: 403, count: 1 } });
    await rig.deliverTo(rig.desk('one-refused', simulator.url, one));
    await rig.accept('one-refused', 4, 1);
    await rig.until('all ended', () => rig.results.length === 4);
    expect(rig.results.map(({ kind }) => kind).toSorted()).toEqual(['delivered', 'delivered', 'delivered', 'parked']);
    expect(await rig.held('one-refused')).toEqual([]);
  }, 60_000);
});

describe('a limit', () => {
  it('of a credential holds every system that uses it there, until the time that was told', async () => {
    rig.secret('right');
    const simulator = await rig.serviceNow('--quota-burst', 'after=0,count=1,retryAfter=2');
    await rig.deliverTo(rig.desk('first', simulator.url, one), rig.desk('second', simulator.url, one));
    await rig.accept('first', 1, 1);
    await isHeld('first');
    await rig.accept('second', 3, 1);
    await rig.accept('first', 3, 1, 1);
    await rig.drained('second');
    await rig.drained('first');
    expect(await simulator.control('counters')).toMatchObject({ tooMany: 1, early: 0 });
    expect(await rig.escalated('first')).toEqual([]);
    expect(rig.results.filter((result) => result.kind === 'retry' && result.counted)).toEqual([]);
  }, 60_000);

  it('that is configured is kept by all replicas together, however much waits', async () => {
    const target = await rig.receiver();
    const file = rig.hook('paced', target.address, '{ concurrency: 8, perSecond: 8, burst: 2 }');
    await rig.deliverTo(file);
    await rig.deliverTo(file);
    await rig.accept('paced', 16, 1);
    await rig.drained('paced');
    const [first, last] = [target.taken[0]?.at ?? 0, target.taken.at(-1)?.at ?? 0];
    expect(target.taken).toHaveLength(16);
    // 2 at once, the other 14 at no more than 8 a second.
    expect((last - first) / 1_000).toBeGreaterThan(14 / 8);
  }, 60_000);

  it('that another client eats into is learned from the answers before it is met', async () => {
    const target = await rig.receiver();
    const windowMs = 2_000;
    let [window, used, refused] = [0, 0, 0];
    target.answers = () => {
      const now = Date.now();
      const current = Math.floor(now / windowMs);
      if (current !== window) [window, used] = [current, 14]; // the other client is quick
      used++;
      const reset = new Date((current + 1) * windowMs).toISOString();
      const headers = { 'x-ratelimit-limit': '20', 'x-ratelimit-remaining': String(Math.max(0, 20 - used)), 'x-ratelimit-reset': reset };
      if (used <= 20) return { status: 204, headers };
      refused++;
      return { status: 429, headers };
    };
    await rig.deliverTo(rig.hook('shared', target.address, '{ concurrency: 1 }'));
    await rig.accept('shared', 3, 6);
    await rig.drained('shared');
    expect(refused).toBe(0);
    for (const key of ['K0', 'K2']) expect(of(target, key)).toEqual([0, 1, 2, 3, 4, 5].map((n) => `${key} ${n}`));
  }, 60_000);
});
