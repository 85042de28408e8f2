/** One test a quirk, each named by its line in formats.md (PagerDuty Events API v2, webhooks v3) in our words. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type PagerDutySimulator, startPagerDuty } from './server.ts';

const [KEY, OTHER] = ['A'.repeat(32), 'B'.repeat(32)];
const hooks: { headers: IncomingHttpHeaders; body: string }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(202).end();
  });
});
const folder = mkdtempSync(join(tmpdir(), 'pagerduty-'));
const log = join(folder, 'log.jsonl');
let simulator: PagerDutySimulator;

const payload = { summary: 'S', source: 'host-1', severity: 'critical' };
const trigger = (more: object = {}) => ({ routing_key: KEY, event_action: 'trigger', payload, ...more });
const post = async (body: unknown, base = simulator.url) => {
  const answer = await fetch(`${base}/v2/enqueue`, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};
const incidents = async (key: string, base = simulator.url) => {
  const answer = await fetch(`${base}/incidents?incident_key=${key}`, { headers: { authorization: 'Token token=junctor' } });
  return ((await answer.json()) as { incidents: { id: string; status: string; incident_number: number }[] }).incidents;
};
const control = async (what: string, body: object) =>
  (await fetch(`${simulator.url}/__sim/${what}`, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
    Record<string, unknown>
  >;

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  simulator = await startPagerDuty({ routingKeys: [KEY, OTHER], log, webhook, webhookSecrets: ['new', 'old'] });
});
afterEach(() => control('faults', { perMinute: null, searchLagMs: 0, burst: null }));
afterAll(async () => {
  await simulator.close();
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});

describe('400 {status, message, errors}', () => {
  it.each<[string, unknown]>([
    ['no routing key', { ...trigger(), routing_key: undefined }],
    ['a routing key of another length', trigger({ routing_key: 'short' })],
    ['a routing key nobody has', trigger({ routing_key: 'C'.repeat(32) })],
    ['no such action', trigger({ event_action: 'close' })],
    ['a summary of 1025 characters', trigger({ payload: { ...payload, summary: 'x'.repeat(1_025) } })],
    ['no source', trigger({ payload: { ...payload, source: '' } })],
    ['a severity nobody has', trigger({ payload: { ...payload, severity: 'high' } })],
    ['a dedup_key of 256 characters', trigger({ dedup_key: 'x'.repeat(256) })],
    ['a resolve without dedup_key', { routing_key: KEY, event_action: 'resolve' }],
    ['no JSON', '{'],
  ])('%s', async (_name, body) => {
    expect(await post(body)).toMatchObject({ status: 400, body: { status: 'invalid event', errors: [expect.any(String)] } });
  });
  it('more than 512 KB', async () =>
    expect((await post(trigger({ payload: { ...payload, custom_details: 'x'.repeat(530_000) } }))).status).toBe(413));
});

describe('dedup_key', () => {
  it('two triggers are one alert; without it each opens one', async () => {
    expect(await post(trigger({ dedup_key: 'k1' }))).toMatchObject({ status: 202, body: { status: 'success', dedup_key: 'k1' } });
    await post(trigger({ dedup_key: 'k1' }));
    expect(await incidents('k1')).toHaveLength(1);
    const [one, two] = [await post(trigger()), await post(trigger())];
    expect(one.body.dedup_key).not.toBe(two.body.dedup_key);
  });
  it('a trigger after a resolve opens a new one', async () => {
    for (const event_action of ['trigger', 'resolve', 'trigger']) await post(trigger({ dedup_key: 'k2', event_action }));
    expect((await incidents('k2')).map((one) => one.status)).toEqual(['resolved', 'triggered']);
  });
  it('an acknowledgement or resolve with another routing key is accepted and dropped', async () => {
    await post(trigger({ dedup_key: 'k3' }));
    for (const event_action of ['acknowledge', 'resolve'])
      expect((await post({ routing_key: OTHER, event_action, dedup_key: 'k3' })).status).toBe(202);
    expect((await incidents('k3')).map((one) => one.status)).toEqual(['triggered']);
    await post({ routing_key: KEY, event_action: 'acknowledge', dedup_key: 'k3' });
    expect((await incidents('k3')).map((one) => one.status)).toEqual(['acknowledged']);
  });
});

it('past the limit of a key 429: not ingested', async () => {
  await control('faults', { perMinute: 0 });
  expect((await post(trigger({ dedup_key: 'k4' }))).status).toBe(429);
  await control('faults', { perMinute: null });
  expect(await incidents('k4')).toEqual([]);
});

it('REST lags, names its limit in seconds left, and wants a token', async () => {
  await control('faults', { searchLagMs: 300 });
  await post(trigger({ dedup_key: 'k5' }));
  expect(await incidents('k5')).toEqual([]);
  await sleep(350);
  expect(await incidents('k5')).toHaveLength(1);
  expect((await fetch(`${simulator.url}/incidents`)).status).toBe(401);
  const answer = await fetch(`${simulator.url}/incidents`, { headers: { authorization: 'Token token=junctor' } });
  expect(Number(answer.headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
});

it('webhooks: in order, signed with each secret, the agent says who acted', async () => {
  await post(trigger({ dedup_key: 'k6' }));
  const [incident] = await incidents('k6');
  await control('act', { id: incident?.id, status: 'acknowledged', by: 'Ada' });
  await post({ routing_key: KEY, event_action: 'resolve', dedup_key: 'k6' });
  const mine = () => hooks.filter((hook) => hook.body.includes('"k6"'));
  for (let tries = 0; tries < 100 && mine().length < 3; tries += 1) await sleep(50);
  const events = mine().map((hook) => (JSON.parse(hook.body) as { event: { event_type: string; agent: { summary: string } } }).event);
  expect(events.map((event) => `${event.event_type} ${event.agent.summary}`)).toEqual([
    'incident.triggered Events API v2',
    'incident.acknowledged Ada',
    'incident.resolved Events API v2',
  ]);
  const [first] = mine();
  const signed = (secret: string) =>
    `v1=${createHmac('sha256', secret)
      .update(first?.body ?? '')
      .digest('hex')}`;
  expect(first?.headers['x-pagerduty-signature']).toBe(`${signed('new')},${signed('old')}`);
});

it('a new one goes on from the journal', async () => {
  await post(trigger({ dedup_key: 'k7' }));
  const copy = join(folder, 'copy.jsonl');
  copyFileSync(log, copy);
  const next = await startPagerDuty({ routingKeys: [KEY], log: copy });
  try {
    await post(trigger({ dedup_key: 'k7' }), next.url);
    expect(await incidents('k7', next.url)).toHaveLength(1);
    await post(trigger({ dedup_key: 'k8' }), next.url);
    const [before] = await incidents('k7', next.url);
    const [after] = await incidents('k8', next.url);
    expect(after?.incident_number).toBeGreaterThan(before?.incident_number ?? 0);
  } finally {
    await next.close();
  }
});
