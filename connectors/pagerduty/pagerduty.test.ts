/** Events out, against the stand-in account, a process of its own. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Call,
  type Rehearsal,
  type RunningSimulator,
  rehearse,
  rehearsedCall,
  type TargetObject,
  toFailure,
  type Want,
} from '#libs/connector-kit';
import { actionsOf, payloadOf } from './event.map.ts';
import { connector } from './index.ts';
import { settings } from './settings.ts';

const ROUTING_KEY = 'C4n4ry'.padEnd(32, '0');
let play: Rehearsal;
let simulator: RunningSimulator;
const defaults = settings.parse({});

const call = (changed: readonly string[] | null = null): Call => rehearsedCall('d-1', changed);

function connect(model: 'incident' | 'event' = 'incident', secret = ROUTING_KEY): TargetObject {
  const object = play.open({ secret }).objects[model];
  if (object === undefined) throw new Error(`no ${model}`);
  return object;
}
interface Held {
  readonly key: string;
  readonly status: string;
  readonly payload: Record<string, unknown>;
}
const held = async (key: string) =>
  ((await simulator.control('state')) as { incidents: Held[] }).incidents.filter((one) => one.key === key);
const statuses = async (key: string) => (await held(key)).map((one) => one.status);
const want: Want = { title: 'NodeNotReady', description: 'long', status: 'new', priority: 'critical', ci: 'worker-007', group: 'Ops' };

beforeAll(async () => {
  const args = ['--routing-keys', ROUTING_KEY];
  play = await rehearse({ connector, simulator: 'pagerduty', args, settings: { routingKey: 'env:K' }, secret: ROUTING_KEY });
  simulator = play.simulator;
});
afterEach(async () => {
  await simulator.control('faults', { withhold: 0, burst: null, fail: null, perMinute: null });
  await play.closeAll();
});
afterAll(() => play.end());

describe('alerts', () => {
  it('are keyed by our key, however often they are sent', async () => {
    const object = connect();
    for (let i = 0; i < 2; i += 1)
      expect(await object.createRecord('k1', want, call())).toEqual({ remoteId: 'k1', number: null, url: null });
    expect(await held('k1')).toMatchObject([
      {
        status: 'triggered',
        payload: {
          summary: 'NodeNotReady',
          source: 'worker-007',
          severity: 'critical',
          group: 'Ops',
          custom_details: { description: 'long' },
        },
      },
    ]);
  });
  it('follow the status: acknowledged, resolved, and open again as a new one', async () => {
    const object = connect();
    await object.createRecord('k2', want, call());
    await object.updateRecord('k2', { ...want, status: 'in_progress' }, call(['status']));
    expect(await statuses('k2')).toEqual(['acknowledged']);
    await object.updateRecord('k2', { ...want, title: 'Two', status: 'in_progress' }, call(['title']));
    expect(await held('k2')).toMatchObject([{ status: 'acknowledged', payload: { summary: 'Two' } }]);
    await object.updateRecord('k2', { ...want, status: 'resolved' }, call(['status']));
    expect(await statuses('k2')).toEqual(['resolved']);
    await object.updateRecord('k2', { ...want, title: 'Three', status: 'resolved' }, call(['title']));
    expect(await statuses('k2')).toEqual(['resolved']);
    await object.updateRecord('k2', { ...want, status: 'in_progress' }, call(['status']));
    expect(await statuses('k2')).toEqual(['resolved', 'acknowledged']);
  });
  it('of canonical events: firing and resolved', async () => {
    const object = connect('event');
    await object.createRecord('k3', { name: 'Disk', title: 'Disk full', status: 'firing', severity: 'medium', resource: 'h1' }, call());
    expect(await held('k3')).toMatchObject([{ payload: { severity: 'warning', source: 'h1' } }]);
    await object.updateRecord('k3', { title: 'Disk full', status: 'resolved', severity: 'medium' }, call());
    expect(await statuses('k3')).toEqual(['resolved']);
  });
  it('that were never open are not opened to be resolved', async () => {
    await connect().createRecord('k4', { ...want, status: 'closed' }, call());
    expect(await held('k4')).toEqual([]);
  });
});

describe('maps', () => {
  it.each<[Want, string]>([
    [{ severity: 'high' }, 'error'],
    [{ priority: 'moderate' }, 'warning'],
    [{ priority: 'planning' }, 'info'],
    [{ urgency: 'high', priority: null }, 'error'],
    [{}, 'error'],
  ])('%j is %s', (given, severity) => expect(payloadOf({ title: 't', ...given }, defaults)).toMatchObject({ severity }));
  it('a summary is one line of 1024', () => {
    const { summary } = payloadOf({ title: `a\n${'x'.repeat(2_000)}` }, defaults) as { summary: string };
    expect([summary.length, summary.slice(0, 3)]).toEqual([1_024, 'a x']);
  });
  it.each<[string, () => unknown]>([
    ['no title', () => payloadOf({}, defaults)],
    ['a severity nobody has', () => payloadOf({ title: 't', severity: 'toString' }, defaults)],
    ['a status nobody has', () => actionsOf({ status: 'constructor' }, null)],
  ])('refuses %s', (_name, work) => expect(() => work()).toThrow('PagerDuty cannot hold'));
});

describe('failures', () => {
  it('more than 512 KB is refused before it is sent', async () => {
    const big = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`f${i}`, 'x'.repeat(20_000)]));
    expect(
      await connect()
        .createRecord('k5', { ...want, ...big }, call())
        .catch(toFailure),
    ).toMatchObject({ class: 'invalid', evidence: { field: 'payload' } });
    expect(await connect().createRecord('x'.repeat(256), want, call()).catch(toFailure)).toMatchObject({
      class: 'invalid',
      evidence: { field: 'dedup_key' },
    });
  });
  it('429 waits 30 s where nothing is said, and holds the routing key', async () => {
    await simulator.control('faults', { perMinute: 0 });
    const before = Date.now();
    const failure = await connect().createRecord('k6', want, call()).catch(toFailure);
    expect(failure).toMatchObject({ class: 'rateLimit', scope: 'credential' });
    expect('retryAt' in failure ? failure.retryAt : 0).toBeGreaterThanOrEqual(before + 30_000);
  });
  it.each([
    ['a routing key of another account', 'Wr0ngCanary'.padEnd(32, '1')],
    ['half a routing key', 'Wr0ngCanary'],
  ])('%s is the credential, and never shown', async (_name, key) => {
    const failure = await connect('incident', key).createRecord('k7', want, call()).catch(toFailure);
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('Canary');
  });
  it('a withheld answer is in doubt, and sending it again is harmless', async () => {
    const object = connect();
    await simulator.control('faults', { withhold: 1 });
    expect(await object.createRecord('k8', want, call()).catch(toFailure)).toMatchObject({ class: 'unknown', scope: 'record' });
    await simulator.control('faults', { withhold: 0 });
    await object.createRecord('k8', want, call());
    expect(await held('k8')).toHaveLength(1);
  });
});
