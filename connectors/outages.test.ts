/** What lasts longer than one request: nobody listens, a secret is rotated, limits are told in every way they have been told (F13, F15). */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Destination, failureOf, quotaOf, type Rehearsal, rehearse, rehearsedCall } from '#libs/connector-kit';
import { AUTH, DOWN, vendors } from './vendors.rig.ts';

const HOUR = 3_600_000;
/** Tries until something that takes a moment has happened. */
const TRIES = 100;

describe.each(vendors.map((vendor) => [vendor.cast.connector.name, vendor] as const))(
  '%s',
  (name, { cast, nextSecret, refusesWith200 }) => {
    let play: Rehearsal;
    let count = 0;
    const tell = (faults: object) => play.simulator.control('faults', faults);

    function create(destination: Destination, call = rehearsedCall(`d-${name}-${count}`)) {
      count += 1;
      const object = destination.objects.incident;
      if (object === undefined) throw new Error('it has no incidents');
      return failureOf(object.createRecord(`key-${name}-${count}`, { title: 'T' }, call));
    }

    beforeAll(async () => {
      play = await rehearse(cast);
    });
    afterEach(async () => {
      await tell({ burst: null, retryAfterAs: 'seconds', window: null, down: null, rotate: null, authExpired: false });
      await play.closeAll();
    });
    afterAll(() => play.end());

    it('nobody listens: down, nothing done; and it is back', async () => {
      const destination = play.open();
      expect(await create(destination)).toBeNull();
      const before = play.lines().length;
      await tell({ down: { kind: 'refused', forMs: 1_000 } });
      let failure = await create(destination);
      expect(failure).toMatchObject(DOWN);
      expect(play.lines()).toHaveLength(before);
      for (let tries = 0; failure !== null && tries < TRIES; tries += 1) {
        await sleep(50);
        failure = await create(destination);
      }
      expect(failure).toBeNull();
    });

    it('a secret rotated while a call is on its way: taken up, and no failure', async () => {
      const secrets = [cast.secret];
      const destination = play.open({ secret: () => secrets.shift() ?? nextSecret });
      await tell({ rotate: { secret: nextSecret } });
      expect(await create(destination)).toBeNull();
      const last = play.requests().at(-1)?.requestId;
      const [refused, ...done] = play.requests().filter(({ requestId }) => requestId === last);
      expect(refused?.status).toBeGreaterThanOrEqual(refusesWith200 === true ? 200 : 400);
      expect(done.length).toBeGreaterThan(0);
    });

    it('the old secret counts as long as it may, then it is the credential, and its version tells the new one', async () => {
      let secret = cast.secret;
      const destination = play.open({ secret: () => secret });
      const version = destination.credentialVersion?.();
      await tell({ rotate: { secret: nextSecret, graceMs: 600_000 } });
      expect(await create(destination)).toBeNull();
      await tell({ rotate: { secret: nextSecret } });
      const failure = await create(destination);
      expect(failure).toMatchObject(AUTH);
      expect(JSON.stringify(failure)).not.toContain(cast.secret);
      expect(destination.credentialVersion?.()).toBe(version);
      secret = nextSecret;
      expect(destination.credentialVersion?.()).not.toBe(version);
      expect(await create(destination)).toBeNull();
    });

    it('a probe passes, and fails with the credential alone', async () => {
      const destination = play.open();
      const { probe } = destination;
      expect(destination.credential).toMatch(/^env:X$/);
      if (probe === undefined) return;
      const { signal } = new AbortController();
      const before = play.lines().length;
      expect(await failureOf(probe(signal))).toBeNull();
      await tell({ authExpired: true });
      expect(await failureOf(probe(signal))).toMatchObject(AUTH);
      await tell({ authExpired: false, fail: { status: 403, count: 1 } });
      expect(await failureOf(probe(signal))).toMatchObject(AUTH);
      await tell({ fail: { status: 500, count: 1 } });
      expect(await failureOf(probe(signal))).toMatchObject({ class: 'transient' });
      expect(play.lines()).toHaveLength(before);
    });

    it.each<[string, number, number]>([
      ['seconds', 3_000, 3_000],
      ['date', 1_000, 3_000],
      ['huge', HOUR, HOUR],
      ['past', 0, 0],
      ['garbage', 0, 0],
      ['missing', 0, 0],
    ])('429 with Retry-After as %s (F13)', async (retryAfterAs, least, most) => {
      await tell({ burst: 'after=0,count=1,retryAfter=3', retryAfterAs });
      const from = Date.now();
      const failure = await create(play.open());
      expect(failure?.class).toBe('rateLimit');
      if (failure?.retryAt === undefined) expect(least).toBe(0);
      // PagerDuty says in its documentation how long to wait where the answer does not: 30 s.
      else if (least === 0) expect([name, failure.retryAt - Date.now()]).toEqual(['pagerduty', expect.any(Number)]);
      else {
        expect(failure.retryAt).toBeGreaterThan(from + least - 1_000);
        expect(failure.retryAt).toBeLessThanOrEqual(Date.now() + most);
      }
    });

    it('every request is in the log with what was done to it, and every answer was told', async () => {
      const told: number[] = [];
      const call = { ...rehearsedCall('d-told'), answered: ({ status }: { status: number }) => void told.push(status) };
      const destination = play.open();
      await tell({ burst: 'after=0,count=1,retryAfter=1' });
      await create(destination, call);
      await tell({ burst: null, answer: { kind: 'emptyBody', count: 1 } });
      await create(destination, call);
      await tell({ down: { kind: 'reset', count: 1 } });
      await create(destination, call);
      await create(destination, call);
      const requests = play.requests().filter(({ requestId }) => requestId === 'd-told');
      expect(requests.slice(0, 3)).toMatchObject([
        { status: 429, faults: ['burst'], retryAfter: '1' },
        { status: 200, faults: ['emptyBody'] },
        { status: null, faults: ['reset'] },
      ]);
      expect(requests.slice(3).every(({ faults }) => JSON.stringify(faults) === '[]')).toBe(true);
      expect(told).toEqual(requests.flatMap(({ status }) => (status === null ? [] : [status])));
    });
  },
);

describe('a quota that the answers tell', () => {
  it.each([
    ['servicenow', 100, null],
    ['jira', 100, 39],
  ])('%s, another client having spent of it (F14)', async (name, limit, remaining) => {
    const vendor = vendors.find(({ cast }) => cast.connector.name === name);
    if (vendor === undefined) throw new Error('no such vendor');
    const play = await rehearse(vendor.cast);
    try {
      await play.simulator.control('faults', { quota: 100, spend: 60 });
      const quotas: unknown[] = [];
      const answered = ({ headers }: { headers: Readonly<Record<string, string>> }) => void quotas.push(quotaOf(headers, Date.now()));
      await play.incidents().createRecord('key-quota', { title: 'T' }, { ...rehearsedCall(), answered });
      expect(quotas[0]).toMatchObject({ limit, remaining });
      await play.simulator.control('faults', { spend: 100 });
      const failure = await failureOf(play.incidents().createRecord('key-quota-2', { title: 'T' }, rehearsedCall()));
      expect(failure).toMatchObject({ class: 'rateLimit', scope: 'credential', retryAt: expect.any(Number) });
    } finally {
      await play.end();
    }
  });
});
