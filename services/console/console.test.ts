import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readEnv } from '#libs/config';
import { compileWorkspace, parseWorkspace } from '#libs/flow';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import type { Steps } from '#libs/review';
import { review } from '#libs/stage';
import { createStore, type ParkRow, type Store } from '#libs/state';
import { createLogger } from '#libs/telemetry';
import { createApi } from './api.ts';
import { consoleEnvironment } from './config.ts';
import { createGate, type Gate, type GateRequest, isLoopback } from './gate.ts';

const annsToken = 'a-token-of-ann-0123456789';
const bobsToken = 'a-token-of-bob-0123456789';
const logger = createLogger('test', 'silent');

let url: string;
let store: Store;
let gate: Gate;
let scratch: string;
beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url });
  await store.migrate();
  scratch = mkdtempSync(join(tmpdir(), 'junctor-console-'));
  gate = openGate({ JUNCTOR_CONSOLE_TOKEN: `ann:${annsToken}, bob:${bobsToken}` });
});
afterAll(async () => {
  await store.close();
  await dropDatabase(url);
  rmSync(scratch, { recursive: true, force: true });
});

/** A line that parks whatever it is given. */
const steps: Steps = {
  transform: () => () => review('still-odd', { message: 'still odd' }),
  keysOf: () => [],
  enrich: () => () => review('never', { message: 'never' }),
  route: () => () => review('never', { message: 'never' }),
};

function openGate(env: Record<string, string>): Gate {
  const workspace = compileWorkspace(parseWorkspace({}).workspace, 'r1');
  const api = createApi({ store, steps, workspace: () => workspace, fourEyes: true, approvalAbove: 1 });
  return createGate(api, readEnv(consoleEnvironment, env), logger);
}

const row = (id: string): ParkRow => ({
  ...{ id, messageId: `m ${id}`, stage: 'transform', system: 's', record: id, flow: null, fingerprint: 'f', code: 'odd', reason: 'odd' },
  ...{
    field: null,
    expected: null,
    excerpt: null,
    hint: null,
    sourceTopic: 'junctor.raw.v1',
    sourcePartition: 0,
    sourceOffset: 1,
    parkedAt: 1,
  },
  payload: { value: Buffer.from('x'), trail: '[]', form: 'raw', content: '{"system":"s","body":"{\\"a\\":1}","defect":"bad"}' },
});

const call = (method: string, path: string, body: unknown = null, over: Partial<GateRequest> = {}) =>
  gate({
    ...{ method, url: `/api${path}`, body: body === null ? null : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) },
    ...{ headers: { authorization: `Bearer ${annsToken}` }, socket: { remoteAddress: '127.0.0.1' }, ...over },
  });
const bob = { headers: { authorization: `Bearer ${bobsToken}` } };

describe('the gate', () => {
  it.each([
    ['no token', {}, 401],
    ['a wrong token', { authorization: `Bearer ${annsToken}x` }, 401],
    ['an empty token', { authorization: 'Bearer ' }, 401],
    ['another scheme', { authorization: `Basic ${annsToken}` }, 401],
    ['a token', { authorization: `bearer ${annsToken}` }, 200],
  ])('%s', async (_, headers, status) => expect(await call('GET', '/review', null, { headers })).toMatchObject({ status }));

  it('answers its own machine only, unless told otherwise', async () => {
    const elsewhere = { socket: { remoteAddress: '10.0.0.5' } };
    expect(await call('GET', '/review', null, elsewhere)).toMatchObject({ status: 403 });
    const remote = openGate({ JUNCTOR_CONSOLE_TOKEN: `ann:${annsToken}`, JUNCTOR_CONSOLE_REMOTE: 'true' });
    const request = { method: 'GET', url: '/api/review', body: null, headers: { authorization: `Bearer ${annsToken}` }, ...elsewhere };
    expect(await remote(request)).toMatchObject({ status: 200 });
    expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].map(isLoopback)).toEqual([true, true, true, true]);
    expect(['10.0.0.1', '::ffff:10.0.0.1', '1270.0.0.1', '127.evil', '', undefined].map(isLoopback)).not.toContain(true);
  });

  it('keeps a token of its own in a file that its owner alone can read, and the same one the next time', async () => {
    const file = join(scratch, 'deep', 'token');
    const request = { method: 'GET', url: '/api/review', body: null, socket: { remoteAddress: '::1' } };
    for (const own of [openGate({ JUNCTOR_CONSOLE_TOKEN_FILE: file }), openGate({ JUNCTOR_CONSOLE_TOKEN_FILE: file })])
      expect(await own({ ...request, headers: { authorization: `Bearer ${readFileSync(file, 'utf8').trim()}` } })).toMatchObject({
        status: 200,
      });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const none = openGate({ JUNCTOR_CONSOLE_TOKEN_FILE: '/dev/null/none' });
    expect(await none({ ...request, headers: { authorization: 'Bearer ' } })).toMatchObject({ status: 503 });
  });

  it('refuses tokens that anybody could guess', () => {
    for (const bad of ['short:abc', 'noname', ':0123456789abcdef'])
      expect(() => readEnv(consoleEnvironment, { JUNCTOR_CONSOLE_TOKEN: bad })).toThrow();
  });
});

describe('the API', () => {
  beforeAll(() => store.park([row('a'), row('b')]));

  it('shows causes, records and one record', async () => {
    expect(await call('GET', '/review?limit=1')).toMatchObject({ status: 200, body: { groups: [{ fingerprint: 'f', count: 2 }] } });
    expect(await call('GET', '/review/items?cause=f&offset=1')).toMatchObject({ body: { items: [{ id: 'b' }] } });
    expect(await call('GET', '/review/a')).toMatchObject({
      body: { id: 'a', payload: { value: 'eA==', content: { defect: 'bad' } }, schema: { model: 'raw', avro: { type: 'record' } } },
    });
  });

  it.each<[string, string, unknown, number]>([
    ['GET', '/nothing', null, 404],
    ['GET', '/review/none', null, 404],
    ['DELETE', '/review/a', null, 405],
    ['GET', '/review?limit=0', null, 400],
    ['GET', '/review?nope=1', null, 400],
    ['POST', '/review/a/edit', '{', 400],
    ['POST', '/review/a/edit', { set: { a: '2' } }, 400],
    ['POST', '/review/a/edit', { set: { a: '2' }, reason: 'r', more: 1 }, 400],
    ['POST', '/review/a/edit', { set: { 'no.where': '2' }, reason: 'r' }, 422],
    ['POST', '/review/none/edit', { set: { a: '2' }, reason: 'r' }, 404],
    ['POST', '/review/a/replay', { reason: ' ' }, 400],
    ['POST', '/review/none/replay', { reason: 'r' }, 404],
    ['POST', '/jobs', { action: 'drop', reason: 'r', items: ['a'] }, 400],
    ['POST', '/jobs', { action: 'replay', reason: 'r', items: [] }, 400],
    ['POST', '/jobs', { action: 'replay', reason: 'r', items: { cause: 'unknown' } }, 404],
    ['GET', '/jobs/none', null, 404],
    ['GET', '/review/%E0%A4', null, 400],
  ])('%s %s %j: %d', async (method, path, body, status) => {
    const answer = await call(method, path, body);
    expect(answer).toMatchObject({ status, body: { error: { message: expect.any(String), hint: expect.any(String) } } });
  });

  it('tries an edit, keeps it, and has it approved by another before it is sent', async () => {
    expect(await call('POST', '/review/a/dry-run', { set: { a: '2' } })).toMatchObject({
      body: { edits: [{ path: 'body.a', before: '1', after: '2' }, { path: 'defect' }], ends: [{ kind: 'parked', code: 'still-odd' }] },
    });
    expect(await store.reviewItem('a')).toMatchObject({ revisions: [] });
    expect(await call('POST', '/review/a/edit', { set: { a: '2' }, reason: 'r' })).toMatchObject({ body: { revision: 1 } });
    expect(await call('POST', '/review/a/replay', { reason: 'r' })).toMatchObject({ status: 409 });
    expect(await call('POST', '/review/a/approve', {})).toMatchObject({ status: 409 });
    expect(await call('POST', '/review/a/approve', {}, bob)).toMatchObject({ status: 200, body: { approvedBy: 'bob' } });
    expect(await call('POST', '/review/a/replay', { reason: 'r' })).toMatchObject({
      status: 202,
      body: { job: { actor: 'ann', total: 1 } },
    });
  });

  it('has a large job approved by another, and shows what came of each record', async () => {
    const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
    const order = { id, action: 'discard', reason: 'r', items: { cause: 'f' } };
    for (let turn = 0; turn < 2; turn++)
      expect(await call('POST', '/jobs', order)).toMatchObject({ status: 202, body: { job: { id, state: 'approval', total: 2 } } });
    expect(await call('POST', `/jobs/${id}/approve`, {}, bob)).toMatchObject({ status: 200 });
    expect(await call('GET', `/jobs/${id}`)).toMatchObject({ body: { job: { state: 'queued', approvedBy: 'bob' }, items: [{}, {}] } });
    expect(await call('GET', '/jobs')).toMatchObject({ body: { jobs: [{ id }, {}] } });
  });
});
