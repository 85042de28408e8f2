/** Every fault of the panel, at every stand-in, through its connector: the right class, and the work done or not as the fault says. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Call, type Destination, launchSimulator, type RunningSimulator, type TargetObject, toFailure } from '#libs/connector-kit';
import { registry } from './index.ts';

const SECRET = `whsec_${Buffer.from('a signing secret of 32 bytes ...').toString('base64')}`;
const ROUTING_KEY = 'K'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'faults-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Vendor {
  readonly connector: string;
  readonly simulator: string;
  readonly args: readonly string[];
  readonly settings: object;
  readonly secret: string;
  /** A success here is a status alone: what spoils the body only is none of its business. */
  readonly statusOnly?: true;
  /** What an error in an answer of success becomes. */
  readonly errorBody: object;
}

const UNKNOWN = { class: 'unknown', scope: 'record' };
const AUTH = { class: 'auth', scope: 'credential' };
const DOWN = { class: 'down', scope: 'system' };

const basic = (user: string): object => ({ auth: { type: 'basic', user, secret: 'env:X' } });
const vendors: readonly Vendor[] = [
  {
    connector: 'servicenow',
    simulator: 'servicenow',
    args: ['--password', SECRET],
    settings: basic('junctor'),
    secret: SECRET,
    errorBody: { class: 'invalid', scope: 'record' },
  },
  {
    connector: 'jira',
    simulator: 'jira',
    args: ['--token', SECRET],
    settings: { ...basic('junctor@example.org'), project: 'OPS' },
    secret: SECRET,
    errorBody: UNKNOWN,
  },
  {
    connector: 'pagerduty',
    simulator: 'pagerduty',
    args: ['--routing-keys', ROUTING_KEY],
    settings: { routingKey: 'env:X' },
    secret: ROUTING_KEY,
    errorBody: UNKNOWN,
  },
  {
    connector: 'standard-webhook',
    simulator: 'webhook',
    args: ['--secret', SECRET],
    settings: { secret: 'env:X' },
    secret: SECRET,
    statusOnly: true,
    errorBody: { class: 'ok' },
  },
];

/** Name, what the panel is told, what becomes of a create, and whether its work is done. */
const cases: readonly (readonly [string, object, object, boolean])[] = [
  ['the answer is dropped after the work (F2)', { withhold: 1 }, UNKNOWN, true],
  ['slower than the call may take (F18)', { delayMs: 2_000 }, UNKNOWN, true],
  ['a slow drip (F18)', { answer: { kind: 'drip', count: 1 } }, UNKNOWN, true],
  ['half a body (F20)', { answer: { kind: 'halfBody', count: 1 } }, UNKNOWN, true],
  ['a truncated gzip (F20)', { answer: { kind: 'truncatedGzip', count: 1 } }, UNKNOWN, true],
  ['an empty body (F20)', { answer: { kind: 'emptyBody', count: 1 } }, UNKNOWN, true],
  ['a sign-in page (F20)', { answer: { kind: 'loginPage', count: 1 } }, AUTH, false],
  ['a page (F20)', { answer: { kind: 'page', count: 1 } }, DOWN, false],
  ['a redirect (F20)', { answer: { kind: 'redirect', count: 1 } }, DOWN, false],
  ['the credential has run out (F15)', { authExpired: true }, AUTH, false],
  ['a quota (F13)', { burst: 'after=0,count=1,retryAfter=4' }, { class: 'rateLimit', retryAt: expect.any(Number) }, false],
  ['a failing gateway', { fail: { status: 500, count: 1 } }, { class: 'transient', scope: 'record' }, false],
];
const QUIET = { withhold: 0, delayMs: 0, burst: null, fail: null, late: null, answer: null, authExpired: false };

describe.each(vendors.map((vendor) => [vendor.connector, vendor] as const))('%s', (name, vendor) => {
  const log = join(folder, `${name}.jsonl`);
  let simulator: RunningSimulator;
  /** One that waits, however busy the machine is, and one that soon gives up. */
  let patient: Destination;
  let hasty: Destination;
  let count = 0;

  const call = (): Call => ({ changed: null, deliveryId: `d-${count}`, traceparent: null, signal: new AbortController().signal });
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
  const done = (key: string) =>
    readFileSync(log, 'utf8')
      .split('\n')
      .filter((line) => line.includes(`"${key}"`) && !line.includes('"rejected"'))
      .map((line) => JSON.parse(line) as { withheld: boolean });
  const doneWithin = async (key: string): Promise<readonly { withheld: boolean }[]> => {
    for (let tries = 0; tries < 100 && done(key).length === 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    return done(key);
  };

  function open(callTimeoutMs: number): Destination {
    const connector = registry.get(vendor.connector);
    const secret = (): string => vendor.secret;
    const context = { system: name, address: simulator.url, secret, callTimeoutMs, allowLoopback: true };
    const opened = connector.connect?.(connector.settings.parse(vendor.settings), context);
    if (opened === undefined) throw new Error('nothing to connect to');
    return opened;
  }

  beforeAll(async () => {
    simulator = await launchSimulator(vendor.simulator, ['--log', log, ...vendor.args]);
    patient = open(10_000);
    hasty = open(700);
  });
  afterEach(() => simulator.control('faults', QUIET));
  afterAll(async () => {
    await Promise.all([patient.close(), hasty.close()]);
    await simulator.stop();
  });

  it.each(cases)('%s', async (_name, faults, expected, works) => {
    count += 1;
    const key = `key-${name}-${count}`;
    await simulator.control('faults', faults);
    const spoilsBodyOnly = /truncatedGzip|emptyBody/.test(JSON.stringify(faults));
    const isSlow = /delayMs|drip/.test(JSON.stringify(faults));
    expect(await create(key, isSlow ? hasty : patient)).toMatchObject(
      vendor.statusOnly === true && spoilsBodyOnly ? { class: 'ok' } : expected,
    );
    if (works) expect((await doneWithin(key)).length).toBeGreaterThan(0);
    else expect(done(key)).toEqual([]);
    // A lost answer is written down as lost, so that a doubled effect can be explained by it.
    if (works && !('delayMs' in faults)) expect(done(key)[0]?.withheld).toBe(true);
    await simulator.control('faults', QUIET);
    expect(await create(`${key}-after`)).toMatchObject({ class: 'ok' });
  });

  it('an error in an answer of success (F20)', async () => {
    const key = `key-${name}-error`;
    await simulator.control('faults', { answer: { kind: 'errorBody', count: 1 } });
    expect(await create(key)).toMatchObject(vendor.errorBody);
    expect(done(key)).toEqual([]);
  });

  it('the work is done later than the ask (F3)', async () => {
    const key = `key-${name}-late`;
    await simulator.control('faults', { late: { count: 1, afterMs: 400 } });
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
    for (const bad of [{ answer: { kind: 'nonsense' } }, { answer: { kind: 'drip', count: -1 } }, { late: { count: 1 } }, { withhold: 2 }])
      expect(await simulator.control('faults', bad)).toHaveProperty('error');
  } finally {
    await simulator.stop();
  }
});
