/** Every fault of the panel, at every stand-in, through its connector: the right class, and the work done or not as the fault says. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Destination,
  launchSimulator,
  type Rehearsal,
  rehearse,
  rehearsedCall,
  type TargetObject,
  toFailure,
} from '#libs/connector-kit';
import { AUTH, DOWN, REFUSED, UNKNOWN, vendors } from './vendors.rig.ts';

/** Name, what the panel is told, what becomes of a create, and whether its work is done. */
const cases: readonly (readonly [string, object, object, boolean])[] = [
  ['the answer is dropped after the work (F2)', { withhold: 1 }, UNKNOWN, true],
  ['slower than the call may take (F18)', { delayMs: 2_000 }, UNKNOWN, true],
  ['a slow drip (F18)', { answer: { kind: 'drip', count: 1 } }, UNKNOWN, true],
  ['half a body (F20)', { answer: { kind: 'halfBody', count: 1 } }, UNKNOWN, true],
  ['a truncated gzip (F20)', { answer: { kind: 'truncatedGzip', count: 1 } }, UNKNOWN, true],
  ['an empty body (F20)', { answer: { kind: 'emptyBody', count: 1 } }, UNKNOWN, true],
  ['an empty 204 (F20)', { answer: { kind: 'noContent', count: 1 } }, UNKNOWN, true],
  ['a sign-in page (F20)', { answer: { kind: 'loginPage', count: 1 } }, AUTH, false],
  ['a page (F20)', { answer: { kind: 'page', count: 1 } }, DOWN, false],
  ['a redirect (F20)', { answer: { kind: 'redirect', count: 1 } }, DOWN, false],
  ['the credential has run out (F15)', { authExpired: true }, AUTH, false],
  ['a quota (F13)', { burst: 'after=0,count=1,retryAfter=4' }, { class: 'rateLimit', retryAt: expect.any(Number) }, false],
  ['a window that is full (F13, O7)', { window: { limit: 0, perMs: 60_000 } }, { class: 'rateLimit', retryAt: expect.any(Number) }, false],
  ['a window that another client filled (F14)', { window: { limit: 9, perMs: 60_000, others: 9 } }, { class: 'rateLimit' }, false],
  ['403 on this record alone (F16)', { forbid: 'key-' }, REFUSED, false],
  ['a connection that is reset', { down: { kind: 'reset', count: 1 } }, UNKNOWN, false],
  ['a failing gateway', { fail: { status: 500, count: 1 } }, { class: 'transient', scope: 'record' }, false],
];
const QUIET = {
  withhold: 0,
  delayMs: 0,
  burst: null,
  retryAfterAs: 'seconds',
  window: null,
  fail: null,
  forbid: null,
  late: null,
  answer: null,
  authExpired: false,
  down: null,
  rotate: null,
};

describe.each(vendors.map((vendor) => [vendor.cast.connector.name, vendor] as const))('%s', (name, vendor) => {
  let play: Rehearsal;
  /** One that waits, however busy the machine is, and one that soon gives up. */
  let patient: Destination;
  let hasty: Destination;
  let count = 0;

  const call = () => rehearsedCall(`d-${count}`);
  const tell = (faults: object) => play.simulator.control('faults', faults);
  const object = (from = patient): TargetObject => {
    const found = from.objects.incident;
    if (found === undefined) throw new Error('it has no incidents');
    return found;
  };
  const create = (key: string, from = patient) =>
    object(from)
      .createRecord(key, { title: 'T' }, call())
      .then(() => ({ class: 'ok' }), toFailure);
  /** Journal lines of done work that carry the key. */
  const done = (key: string) => play.lines().filter((line) => line.op !== 'rejected' && JSON.stringify(line).includes(`"${key}"`));
  const doneWithin = async (key: string): Promise<ReturnType<typeof done>> => {
    for (let tries = 0; tries < 100 && done(key).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    return done(key);
  };

  beforeAll(async () => {
    play = await rehearse(vendor.cast);
    patient = play.open({ callTimeoutMs: 10_000 });
    hasty = play.open({ callTimeoutMs: 700 });
  });
  afterEach(() => tell(QUIET));
  afterAll(() => play.end());

  it.each(cases)('%s', async (_name, faults, expected, works) => {
    count += 1;
    const key = `key-${name}-${count}`;
    await tell(faults);
    const spoilsBodyOnly = /truncatedGzip|emptyBody|noContent/.test(JSON.stringify(faults));
    const isSlow = /delayMs|drip/.test(JSON.stringify(faults));
    expect(await create(key, isSlow ? hasty : patient)).toMatchObject(
      vendor.statusOnly === true && spoilsBodyOnly ? { class: 'ok' } : expected,
    );
    if (works) expect((await doneWithin(key)).length).toBeGreaterThan(0);
    else expect(done(key)).toEqual([]);
    // A lost answer is written down as lost, so that a doubled effect can be explained by it.
    if (works && !('delayMs' in faults)) expect(done(key)[0]?.withheld).toBe(true);
    await tell(QUIET);
    expect(await create(`${key}-after`)).toMatchObject({ class: 'ok' });
  });

  it('an error in an answer of success (F20)', async () => {
    const key = `key-${name}-error`;
    await tell({ answer: { kind: 'errorBody', count: 1 } });
    expect(await create(key)).toMatchObject(vendor.errorBody);
    expect(done(key)).toEqual([]);
  });

  it('403 to whatever is asked (F16)', async () => {
    await tell({ fail: { status: 403, count: 2 } });
    expect(await create(`key-${name}-403`)).toMatchObject(vendor.allForbidden);
    expect(done(`key-${name}-403`)).toEqual([]);
  });

  it('the work is done later than the ask (F3)', async () => {
    const key = `key-${name}-late`;
    await tell({ late: { count: 1, afterMs: 400 } });
    expect(await create(key)).toMatchObject(UNKNOWN);
    const { find } = object();
    if (find !== undefined) expect(await find(key, call())).toEqual([]);
    const [line] = await doneWithin(key);
    expect(line?.withheld).toBe(true);
    if (find !== undefined) expect(await find(key, call())).toHaveLength(1);
  });
});

it('a panel refuses what it does not know', async () => {
  const simulator = await launchSimulator('webhook');
  try {
    const bads = [
      { answer: { kind: 'nonsense' } },
      { answer: { kind: 'drip', count: -1 } },
      { late: { count: 1 } },
      { withhold: 2 },
      { window: { limit: 1 } },
      { forbid: '' },
      { down: { kind: 'gone' } },
      { down: { kind: 'refused' } },
      { retryAfterAs: 'never' },
      { rotate: {} },
    ];
    for (const bad of bads) expect(await simulator.control('faults', bad)).toHaveProperty('error');
  } finally {
    await simulator.stop();
  }
});
