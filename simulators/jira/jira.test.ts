/** One test a quirk, each named by its line in formats.md (Jira Cloud v3, Jira webhooks, JSM) in our words. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type JiraSimulator, startJira } from './server.ts';

const AUTH = `Basic ${Buffer.from('junctor@example.org:junctor').toString('base64')}`;
const hooks: { headers: IncomingHttpHeaders; body: string }[] = [];
/** What the webhook receiver answers with 500 the first time it comes. */
const refusedOnce = new Set(['hooked']);
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    hooks.push({ headers: request.headers, body });
    const refused = [...refusedOnce].find((text) => body.includes(text) && refusedOnce.delete(text));
    response.writeHead(refused === undefined ? 200 : 500).end();
  });
});
const folder = mkdtempSync(join(tmpdir(), 'jira-'));
let simulator: JiraSimulator;

type Reply = { status: number; headers: Headers; body: Record<string, unknown> };
async function ask(method: string, path: string, body?: unknown, authorization = AUTH, base = simulator.url): Promise<Reply> {
  const init = {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
  const answer = await fetch(`${base}/rest/api/3${path}`, init);
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : {},
  };
}
const doc = (text: string) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });
const fields = (more: object = {}) => ({ project: { key: 'OPS' }, issuetype: { name: 'Task' }, summary: 'S', ...more });
const create = async (more: object = {}, rest: object = {}) =>
  String((await ask('POST', '/issue', { fields: fields(more), ...rest })).body.key);
const faults = (given: object) => fetch(`${simulator.url}/__sim/faults`, { method: 'POST', body: JSON.stringify(given) });
const search = async (jql: string) =>
  (await ask('POST', '/search/jql', { jql, properties: ['junctor'] })).body.issues as Record<string, unknown>[];
const transitions = async (key: string) =>
  ((await ask('GET', `/issue/${key}/transitions`)).body.transitions as { id: string; to: { name: string } }[]).map(
    (one) => `${one.id} ${one.to.name}`,
  );

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  simulator = await startJira({ webhook, webhookSecret: 'hush', log: join(folder, 'log.jsonl') });
});
afterEach(() => faults({ quota: null, burstOn: null, perIssue: true, searchLagMs: 0 }));
afterAll(async () => {
  await simulator.close();
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});

describe('fields: 400 {errorMessages, errors}', () => {
  it.each<[string, object, string]>([
    ['no summary', { summary: undefined }, 'summary'],
    ['a line end in the summary', { summary: 'a\nb' }, 'summary'],
    ['a description that is text', { description: 'text' }, 'description'],
    ['an ADF text node that is empty', { description: doc('') }, 'description'],
    ['another project', { project: { key: 'NOPE' } }, 'project'],
    ['a label with a blank', { labels: ['a b'] }, 'labels'],
    ['a priority nobody has', { priority: { name: 'Urgent' } }, 'priority'],
    ['a field that is on no screen', { colour: 'red' }, 'colour'],
  ])('%s', async (_name, given, field) => {
    const answer = await ask('POST', '/issue', { fields: fields(given) });
    expect([answer.status, answer.body]).toEqual([400, { errorMessages: [], errors: { [field]: expect.any(String) } }]);
  });
  it('a document is taken, and a custom field', async () => {
    const key = await create({ description: doc('x'), customfield_10042: 'v' });
    expect((await ask('GET', `/issue/${key}`)).body.fields).toMatchObject({
      description: doc('x'),
      customfield_10042: 'v',
      status: { name: 'To Do' },
    });
  });
});

it('the same create twice makes two issues: there is no idempotency key', async () => {
  expect(await create()).not.toBe(await create());
});

describe('status changes only by transitions, whose ids depend on the status', () => {
  it('To Do, In Progress, Done and back', async () => {
    const key = await create();
    expect(await transitions(key)).toEqual(['11 In Progress', '21 Done']);
    expect((await ask('POST', `/issue/${key}/transitions`, { transition: { id: '31' } })).status).toBe(400);
    expect((await ask('POST', `/issue/${key}/transitions`, { transition: { id: '11' } })).status).toBe(204);
    expect(await transitions(key)).toEqual(['31 Done', '41 To Do']);
    const done = { transition: { id: '31' }, fields: { resolution: { name: 'Duplicate' } } };
    expect((await ask('POST', `/issue/${key}/transitions`, done)).status).toBe(204);
    expect((await ask('GET', `/issue/${key}`)).body.fields).toMatchObject({ status: { name: 'Done' }, resolution: { name: 'Duplicate' } });
    expect(await transitions(key)).toEqual(['51 In Progress']);
    expect((await ask('PUT', `/issue/${key}`, { fields: { status: { name: 'To Do' } } })).body.errors).toHaveProperty('status');
  });
  it('a field that is not on the screen is refused', async () => {
    const key = await create();
    const answer = await ask('POST', `/issue/${key}/transitions`, { transition: { id: '11' }, fields: { resolution: { name: 'Done' } } });
    expect([answer.status, answer.body.errors]).toEqual([400, { resolution: expect.any(String) }]);
  });
});

describe('search', () => {
  it('finds by label and by a property, after the lag', async () => {
    await faults({ searchLagMs: 300 });
    const key = await create({ labels: ['junctor-a'] }, { properties: [{ key: 'junctor', value: { key: 'K/1' } }] });
    expect(await search('project = "OPS" AND labels = "junctor-a"')).toEqual([]);
    await sleep(350);
    const [found, ...others] = await search('labels = "junctor-a" ORDER BY created');
    expect([found?.key, found?.properties, others]).toEqual([key, { junctor: { key: 'K/1' } }, []]);
    expect((await search('issue.property[junctor].key = "K/1"')).map((one) => one.key)).toEqual([key]);
  });
  it.each(['', 'labels ~ "x"', 'labels = "a" OR labels = "b"', 'nonsense'])('%j is refused, never ignored', async (jql) => {
    expect((await ask('POST', '/search/jql', { jql })).status).toBe(400);
  });
});

it('comments are documents, and internal by the property sd.public.comment', async () => {
  const key = await create();
  expect((await ask('POST', `/issue/${key}/comment`, { body: 'text' })).status).toBe(400);
  const properties = [{ key: 'sd.public.comment', value: { internal: true } }];
  expect((await ask('POST', `/issue/${key}/comment`, { body: doc('n'), properties })).status).toBe(201);
  await ask('POST', `/issue/${key}/comment`, { body: doc('p') });
  const { comments } = (await ask('GET', `/issue/${key}/comment`)).body as { comments: { jsdPublic: boolean }[] };
  expect(comments.map((one) => one.jsdPublic)).toEqual([false, true]);
});

it('entity properties are put and read', async () => {
  const key = await create();
  expect((await ask('GET', `/issue/${key}/properties/x`)).status).toBe(404);
  expect((await ask('PUT', `/issue/${key}/properties/x`, { a: 1 })).status).toBe(201);
  expect((await ask('PUT', `/issue/${key}/properties/x`, { a: 2 })).status).toBe(200);
  expect((await ask('GET', `/issue/${key}/properties/x`)).body).toEqual({ key: 'x', value: { a: 2 } });
});

describe('three kinds of 429, told apart by RateLimit-Reason', () => {
  it('quota: everything waits for the reset; under 20 % it says so before', async () => {
    await faults({ quota: 2 });
    const first = await ask('POST', '/search/jql', { jql: 'key = OPS-1' });
    const second = await ask('POST', '/search/jql', { jql: 'key = OPS-1' });
    expect([first, second].map((answer) => answer.headers.get('x-ratelimit-nearlimit'))).toEqual([null, 'true']);
    const over = await ask('POST', '/issue', { fields: fields() });
    expect([over.status, over.headers.get('ratelimit-reason')]).toEqual([429, 'jira-quota-tenant-based']);
    expect(Date.parse(over.headers.get('x-ratelimit-reset') ?? '')).toBeGreaterThan(Date.now());
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  });
  it('burst: that endpoint only', async () => {
    await faults({ burstOn: { endpoint: 'POST /issue', count: 1, retryAfter: 3 } });
    expect((await ask('POST', '/search/jql', { jql: 'key = OPS-1' })).status).toBe(200);
    const over = await ask('POST', '/issue', { fields: fields() });
    expect([over.status, over.headers.get('ratelimit-reason'), over.headers.get('retry-after')]).toEqual([429, 'jira-burst-based', '3']);
    expect((await ask('POST', '/issue', { fields: fields() })).status).toBe(201);
  });
  it('per issue: the 21st write within two seconds, that issue only', async () => {
    const [key, other] = [await create(), await create()];
    const writes = await Promise.all(Array.from({ length: 25 }, (_, i) => ask('PUT', `/issue/${key}`, { fields: { summary: `s${i}` } })));
    const over = writes.filter((answer) => answer.status === 429);
    expect(over.length).toBeGreaterThanOrEqual(1);
    expect(new Set(over.map((answer) => answer.headers.get('ratelimit-reason')))).toEqual(new Set(['jira-per-issue-on-write']));
    expect((await ask('PUT', `/issue/${other}`, { fields: { summary: 'x' } })).status).toBe(204);
    expect((await ask('GET', `/issue/${key}`)).status).toBe(200);
  });
});

describe('who asks, and for what', () => {
  it('a wrong token is 401', async () => expect((await ask('GET', '/issue/OPS-1', undefined, 'Basic eDp5')).status).toBe(401));
  it('no such issue, no such resource', async () => {
    expect((await ask('GET', '/issue/OPS-99999')).status).toBe(404);
    expect((await ask('GET', '/nothing')).status).toBe(404);
  });
});

it('webhooks: signed, one identifier over repeats', async () => {
  hooks.splice(0);
  await create({ summary: 'hooked' });
  for (let tries = 0; tries < 100 && hooks.filter((hook) => hook.body.includes('hooked')).length < 2; tries += 1) await sleep(50);
  const [first, second] = hooks.filter((hook) => hook.body.includes('hooked'));
  if (first === undefined || second === undefined) throw new Error('two calls were expected');
  const header = (name: string) => [first.headers[name], second.headers[name]];
  expect(first.headers['x-atlassian-webhook-identifier']).toBe(second.headers['x-atlassian-webhook-identifier']);
  expect(header('x-atlassian-webhook-retry')).toEqual([undefined, '1']);
  expect(header('x-atlassian-webhook-flow')).toEqual(['Primary', 'Primary']);
  expect(first.headers['x-hub-signature']).toBe(`sha256=${createHmac('sha256', 'hush').update(first.body).digest('hex')}`);
});

it('an issue is told whole, in text; with a comment only a part of it is shown, and who said it', async () => {
  hooks.splice(0);
  const person = `Basic ${Buffer.from('person@example.org:junctor').toString('base64')}`;
  const key = await create({ description: doc('in words') });
  expect((await ask('POST', `/issue/${key}/comment`, { body: doc('said') }, person)).status).toBe(201);
  for (let tries = 0; tries < 100 && hooks.length < 2; tries += 1) await sleep(50);
  const [made, said] = hooks.map(({ body }) => JSON.parse(body) as Record<string, Record<string, unknown>>);
  expect(made).toMatchObject({
    webhookEvent: 'jira:issue_created',
    issue: { key, fields: { description: 'in words', status: { name: 'To Do' }, updated: expect.any(String) } },
  });
  expect(said).toMatchObject({ webhookEvent: 'comment_created', comment: { body: 'said', author: { accountId: 'user-2' } } });
  expect(said?.issue?.fields).not.toHaveProperty('updated');
});

it('what has changed since is searched by time, oldest first, and shown in text by version 2', async () => {
  const [first, second] = [await create({ description: doc('words') }), await create()];
  const since = Date.parse(String(((await ask('GET', `/issue/${first}`)).body.fields as { updated: string }).updated));
  await sleep(5);
  await ask('PUT', `/issue/${first}`, { fields: { summary: 'later' } });
  const jql = `project = "OPS" AND updated >= ${since} ORDER BY updated ASC`;
  expect((await search(jql)).map((one) => one.key)).toEqual([second, first]);
  expect(await search(`updated >= ${Date.now() + 60_000}`)).toEqual([]);
  const init = { method: 'POST', headers: { authorization: AUTH }, body: JSON.stringify({ jql, fields: ['comment'] }) };
  const { issues } = (await (await fetch(`${simulator.url}/rest/api/2/search/jql`, init)).json()) as { issues: { fields: object }[] };
  expect(issues[1]?.fields).toMatchObject({ description: 'words', comment: { total: 0 } });
});

it('a new one goes on from the journal', async () => {
  const key = await create({ labels: ['kept'] });
  await ask('POST', `/issue/${key}/transitions`, { transition: { id: '11' } });
  const log = join(folder, 'restart.jsonl');
  copyFileSync(join(folder, 'log.jsonl'), log);
  const next = await startJira({ log });
  try {
    const found = await ask('GET', `/issue/${key}`, undefined, AUTH, next.url);
    expect(found.body.fields).toMatchObject({ labels: ['kept'], status: { name: 'In Progress' } });
    const made = await ask('POST', '/issue', { fields: fields() }, AUTH, next.url);
    expect(Number(String(made.body.key).split('-')[1])).toBe(Number(key.split('-')[1]) + 1);
  } finally {
    await next.close();
  }
});
