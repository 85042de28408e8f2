/** What this tracker promises on its API page, one test a promise. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startTracker, type TrackerSimulator } from './server.ts';

const hooks: { headers: IncomingHttpHeaders; body: string }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    hooks.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
  });
});
const folder = mkdtempSync(join(tmpdir(), 'tracker-'));
const log = join(folder, 'log.jsonl');
let simulator: TrackerSimulator;

interface Item {
  uid: string;
  ref: string;
  stage: string;
  revision: number;
  outcome: string | null;
}
interface Reply {
  status: number;
  headers: Headers;
  body: {
    workitem: Item;
    workitems: Item[];
    notes: object[];
    page: { next: string | null };
    error: { code: string; fields: { field: string }[] };
  };
}
const ask = async (method: string, path: string, body?: object, token = 'junctor', base = simulator.url): Promise<Reply> => {
  const headers = { authorization: `Bearer ${token}`, 'x-request-id': 'r-1' };
  const answer = await fetch(`${base}/api/v2${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Reply['body'] };
};
const create = (fields: object) => ask('POST', '/workitems', { workitem: { headline: 'Disk full', ...fields } });
const control = (what: string, body: object) => fetch(`${simulator.url}/__sim/${what}`, { method: 'POST', body: JSON.stringify(body) });

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  simulator = await startTracker({ log, webhook: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, webhookSecret: 's' });
});
afterEach(() => control('faults', { searchLagMs: 0, uniqueExternalKeys: false }));
afterAll(async () => {
  await simulator.close();
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
});

describe('items', () => {
  it('are created at a place of their own, and every answer says which request it is of', async () => {
    const made = await create({ external_key: 'k-1' });
    expect(made).toMatchObject({ status: 201, body: { workitem: { stage: 'triage', revision: 1 } } });
    expect(made.headers.get('location')).toBe(`/api/v2/workitems/${made.body.workitem.uid}`);
    expect(made.headers.get('x-request-id')).toBe('r-1');
  });
  it.each([
    ['an unknown field', { title: 'x' }, 'title'],
    ['a headline of two lines', { headline: 'a\nb' }, 'headline'],
    ['a stage nobody has', { stage: 'toString' }, 'stage'],
    ['done without an outcome', { stage: 'done' }, 'outcome'],
    ['a label with blanks', { labels: ['a b'] }, 'labels'],
  ])('%s is refused with 422', async (_name, fields, field) => {
    expect(await create(fields)).toMatchObject({ status: 422, body: { error: { code: 'invalid', fields: [{ field }] } } });
  });
  it('two may have one external key, unless the workspace says otherwise', async () => {
    const first = await create({ external_key: 'k-2' });
    expect((await create({ external_key: 'k-2' })).status).toBe(201);
    await control('faults', { uniqueExternalKeys: true });
    expect(await create({ external_key: 'k-2' })).toMatchObject({
      status: 409,
      body: { error: { code: 'external_key_taken', existing: first.body.workitem.uid } },
    });
  });
  it('leave done without their outcome', async () => {
    const { uid } = (await create({ stage: 'done', outcome: 'fixed' })).body.workitem;
    const again = await ask('PATCH', `/workitems/${uid}`, { workitem: { stage: 'doing' } });
    expect(again.body.workitem).toMatchObject({ stage: 'doing', outcome: null, revision: 2 });
  });
});

describe('lists', () => {
  it('come in pages of at most the cap, by cursor', async () => {
    for (let i = 0; i < 5; i += 1) await create({ external_key: 'k-pages' });
    const seen: string[] = [];
    let cursor = '';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await ask('GET', `/workitems?external_key=k-pages&per_page=2${cursor}`);
      seen.push(...body.workitems.map((item) => item.uid));
      if (body.page.next === null) break;
      cursor = `&cursor=${body.page.next}`;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect((await ask('GET', '/workitems?cursor=x')).status).toBe(400);
  });
  it('see a write late, reading by uid at once', async () => {
    await control('faults', { searchLagMs: 60_000 });
    const { uid } = (await create({ external_key: 'k-lag' })).body.workitem;
    expect((await ask('GET', '/workitems?external_key=k-lag')).body.workitems).toEqual([]);
    expect((await ask('GET', `/workitems/${uid}`)).status).toBe(200);
  });
  it('what changed since', async () => {
    const { uid } = (await create({})).body.workitem;
    await sleep(5);
    const since = new Date().toISOString();
    expect((await ask('GET', `/workitems?modified_since=${since}`)).body.workitems).toEqual([]);
    await ask('PATCH', `/workitems/${uid}`, { workitem: { stage: 'doing' } });
    expect((await ask('GET', `/workitems?modified_since=${since}`)).body.workitems).toMatchObject([{ uid, stage: 'doing' }]);
  });
});

describe('sign-in', () => {
  it('a token that is not known is refused', async () => expect((await ask('GET', '/workitems', undefined, 'x')).status).toBe(401));
  it('a client gets a token, which ends when it is revoked', async () => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'junctor', client_secret: 'junctor' });
    const answer = await fetch(`${simulator.url}/oauth/token`, { method: 'POST', body: form });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect((await ask('GET', '/workitems', undefined, token)).status).toBe(200);
    await control('revoke', {});
    expect((await ask('GET', '/workitems', undefined, token)).status).toBe(401);
  });
});

it('tells of what a person did, signed over the time and the body', async () => {
  const { uid } = (await create({})).body.workitem;
  const tells = ({ body }: { body: string }): boolean => body.includes(uid) && body.includes('"done"');
  await control('act', { uid, set: { stage: 'done', outcome: 'fixed' }, note: 'Done it', by: 'grace' });
  for (let tries = 0; tries < 100 && !hooks.some(tells); tries += 1) await sleep(20);
  const hook = hooks.find(tells);
  expect(JSON.parse(hook?.body ?? '{}')).toMatchObject({
    events: [{ kind: 'workitem.modified', actor: { login: 'grace', kind: 'person' } }],
  });
  const signed = createHmac('sha256', 's').update(`${hook?.headers['x-tracker-timestamp']}.${hook?.body}`).digest('hex');
  expect(hook?.headers['x-tracker-signature']).toBe(`v1=${signed}`);
  expect((await ask('GET', `/workitems/${uid}/notes`)).body.notes).toMatchObject([{ text: 'Done it', author: 'grace' }]);
});

it('goes on from its journal', async () => {
  const { uid, ref } = (await create({ external_key: 'k-journal' })).body.workitem;
  const copy = join(folder, 'copy.jsonl');
  copyFileSync(log, copy);
  const again = await startTracker({ log: copy });
  try {
    expect((await ask('GET', `/workitems/${uid}`, undefined, 'junctor', again.url)).body.workitem.ref).toBe(ref);
  } finally {
    await again.close();
  }
});
