/** The connector against the receiver, a process of its own; signatures are checked there and by the reference library. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import {
  type Call,
  type Rehearsal,
  type RunningSimulator,
  rehearse,
  rehearsedCall,
  type TargetObject,
  toFailure,
} from '#libs/connector-kit';
import { connector } from './index.ts';
import { signatures } from './sign.ts';

const SECRET = `whsec_${Buffer.from('a signing secret of 32 bytes ...').toString('base64')}`;
const OTHER = `whsec_${Buffer.from('another signing secret, 32 bytes').toString('base64')}`;
let play: Rehearsal;
let simulator: RunningSimulator;
const lines = () => play.lines();
const call = (deliveryId: string): Call => ({ ...rehearsedCall(deliveryId), traceparent: '00-aa-bb-01' });

function incidents(secret = SECRET, previousSecret?: string): TargetObject {
  const secrets: Record<string, string> = { 'env:NOW': secret, 'env:BEFORE': previousSecret ?? '' };
  return play.incidents({
    address: `${simulator.url}/hook`,
    settings: previousSecret === undefined ? {} : { previousSecret: 'env:BEFORE' },
    secret: (reference) => secrets[reference] ?? '',
  });
}

beforeAll(async () => {
  const settings = { secret: 'env:NOW', type: 'test' };
  play = await rehearse({ connector, simulator: 'webhook', args: ['--secret', SECRET], settings, secret: SECRET });
  simulator = play.simulator;
});
afterEach(async () => {
  await simulator.control('faults', { withhold: 0, delayMs: 0, burst: null, fail: null });
  await play.closeAll();
});
afterAll(() => play.end());

describe('calls', () => {
  it('arrive signed, with the id of the delivery and the key', async () => {
    expect(await incidents().createRecord('INC1', { title: 'one', number: 'INC1' }, call('d-1'))).toEqual({
      remoteId: 'INC1',
      number: null,
      url: null,
    });
    expect(lines().at(-1)).toMatchObject({
      webhookId: 'd-1',
      key: 'INC1',
      type: 'test.incident',
      path: '/hook',
      data: { title: 'one', key: 'INC1' },
    });
  });

  it('a re-send keeps id and data, and the receiver writes both down', async () => {
    const object = incidents();
    await object.updateRecord('INC2', { title: 'two' }, call('d-2'));
    await object.updateRecord('INC2', { title: 'two' }, call('d-2'));
    const both = lines().filter((line) => line.webhookId === 'd-2');
    expect(both).toHaveLength(2);
    expect(new Set(both.map((line) => line.dataDigest)).size).toBe(1);
  });

  it('carry the signature of each secret while one is rotated out', async () => {
    await incidents(OTHER, SECRET).createRecord('INC3', {}, call('d-3'));
    expect(lines().at(-1)).toMatchObject({ webhookId: 'd-3' });
  });

  it('are what the reference library verifies', () => {
    const [id, now, body] = ['m-1', Math.floor(Date.now() / 1000), '{"a":1}'];
    const headers = { 'webhook-id': id, 'webhook-timestamp': String(now), 'webhook-signature': signatures(id, now, body, [SECRET]) };
    expect(new Webhook(SECRET).verify(body, headers)).toEqual({ a: 1 });
    expect(() => new Webhook(OTHER).verify(body, headers)).toThrow();
  });
});

describe('failures', () => {
  it.each([
    ['a wrong secret', () => incidents(OTHER), {}, { class: 'auth', scope: 'credential' }],
    ['a malformed secret', () => incidents('short'), {}, { class: 'auth', scope: 'credential' }],
    ['410: no more calls', () => incidents(), { fail: { status: 410, count: 1 } }, { class: 'invalid', scope: 'system' }],
    ['504: throttle', () => incidents(), { fail: { status: 504, count: 1 } }, { class: 'rateLimit', scope: 'endpoint' }],
    ['a redirect', () => incidents(), { fail: { status: 307, count: 1 } }, { class: 'down', scope: 'system' }],
    ['422: the data', () => incidents(), { fail: { status: 422, count: 1 } }, { class: 'invalid', scope: 'record' }],
    ['a withheld answer', () => incidents(), { withhold: 1 }, { class: 'unknown', scope: 'record' }],
    ['429', () => incidents(), { burst: 'after=0,count=1,retryAfter=3' }, { class: 'rateLimit', retryAt: expect.any(Number) }],
  ])('%s', async (_name, object, faults, expected) => {
    await simulator.control('faults', faults);
    const failure = await object().createRecord('INC9', {}, call('d-9')).catch(toFailure);
    expect(failure).toMatchObject(expected);
    expect(JSON.stringify(failure)).not.toContain(SECRET);
  });

  it('a withheld call was written down all the same', async () => {
    await simulator.control('faults', { withhold: 1 });
    await expect(incidents().createRecord('INC10', {}, call('d-10'))).rejects.toThrow();
    expect(lines().at(-1)).toMatchObject({ webhookId: 'd-10', withheld: true });
  });
});
