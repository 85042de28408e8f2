/** Nobody there for an hour, and the source gave up: what has changed meanwhile is asked for, and every record ends as it is at its source. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import type { MessageLog } from '#libs/log';
import { createStore, type Store } from '#libs/state';
import { DeliverModule } from '#services/deliver';
import { EnrichModule } from '#services/enrich';
import { createReceive, IngestModule } from '#services/ingest';
import { RouteModule } from '#services/route';
import { TransformModule } from '#services/transform';
import { type ServiceNowSimulator, startServiceNow } from '#simulators/servicenow';
import { memoryLog, until } from '#verification/line';
import { openTestLine, type TestLine } from './line.rig.ts';

const secrets = { DESK_PASSWORD: 'junctor', DESK_TOKEN: 'token' };
const system = (name: string, address: string): string => `
apiVersion: junctor.io/v1
kind: System
metadata: { name: ${name}, title: ${name}, owner: desk }
spec:
  connector: servicenow
  address: 'env:${address}'
  settings: { auth: { type: basic, user: junctor, secret: 'env:DESK_PASSWORD' }, callouts: { secret: 'env:DESK_TOKEN' } }
  limits: { consistencyDelayMs: 0 }
`;
const files = {
  'systems/desk.yaml': system('desk', 'DESK_URL'),
  'systems/mirror.yaml': system('mirror', 'MIRROR_URL'),
  'flows/copy/flow.yaml': `
apiVersion: junctor.io/v1
kind: Flow
metadata: { name: copy, owner: desk, purpose: One copy of every incident }
spec:
  pattern: configuration-synchronization
  source: { system: desk, model: incident }
  target: { system: mirror, model: incident }
  correlate: [number]
  map:
    - { to: title, from: title, required: true, reason: What it is about }
    - { to: status, from: status, required: true, reason: Where it is in its life }
    - { to: resolutionCode, from: resolutionCode, reason: How it ended }
    - { to: resolutionNotes, from: resolutionNotes, reason: How it ended in full }
`,
};

let url: string;
let store: Store;
let desk: ServiceNowSimulator;
let mirror: ServiceNowSimulator;
let log: MessageLog;
let running: TestLine | null = null;

beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'reconcile' });
  await store.migrate();
});
afterAll(async () => {
  await store.close();
  await dropDatabase(url);
});
beforeEach(async () => {
  desk = await startServiceNow({});
  mirror = await startServiceNow({});
  log = await memoryLog();
  Object.assign(process.env, secrets, { DESK_URL: desk.url, MIRROR_URL: mirror.url });
});
afterEach(async () => {
  await running?.stop();
  await desk.close();
  await mirror.close();
  for (const name of [...Object.keys(secrets), 'DESK_URL', 'MIRROR_URL']) delete process.env[name];
});

async function startLine(): Promise<TestLine> {
  running = openTestLine({ files, log, store });
  await running.start(IngestModule, TransformModule, EnrichModule, RouteModule, DeliverModule);
  return running;
}

async function write(method: 'POST' | 'PATCH', path: string, fields: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const headers = { authorization: `Basic ${Buffer.from('junctor:junctor').toString('base64')}`, 'content-type': 'application/json' };
  const given = `${desk.url}/api/now/table/incident${path}?sysparm_exclude_reference_link=true`;
  const answer = await fetch(given, { method, headers, body: JSON.stringify(fields) });
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { result: Record<string, string> }).result;
}

const callout = ({ line }: TestLine, row: object) =>
  createReceive(line)('desk', { authorization: 'Bearer token' }, Buffer.from(JSON.stringify(row)));
/** Title and state of every copy, by title. */
const copies = (): string[] =>
  [...mirror.instance.store.visible('incident', Date.now(), 0)].map((row) => `${row.short_description} ${row.state}`).sort();

it('ends as it is at the source, once each, and older news changes nothing any more', async () => {
  const before = await startLine();
  const first = await write('POST', '', { short_description: 'a' });
  expect(await callout(before, first)).toMatchObject({ status: 202 });
  await until('the first copy', () => copies().join() === 'a 1');
  await before.stop();
  running = null;

  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`update source_watermark set last_seen = now() - interval '1 hour', watermark = now() - interval '1 hour'`);
  await client.end();
  const second = await write('PATCH', `/${first.sys_id}`, { short_description: 'a again', state: '2' });
  const solved = { state: '6', close_code: 'Solved', close_notes: 'done' };
  await write('PATCH', `/${first.sys_id}`, solved);
  const other = await write('POST', '', { short_description: 'b' });
  await write('PATCH', `/${other.sys_id}`, { short_description: 'b again' });

  const after = await startLine();
  await until('the present state', () => copies().join() === 'a again 6,b again 1');
  expect(await store.watermarks()).toMatchObject([{ system: 'desk' }]);
  await until('nothing is wanted any more', async () => (await store.watermarks())[0]?.wantedSince === null);

  expect(await callout(after, second)).toMatchObject({ status: 202 });
  await write('PATCH', `/${other.sys_id}`, solved);
  await store.wantBackfill('desk', 60_000, 'a person asked');
  await until('what a person asked for', () => copies().join() === 'a again 6,b again 6');
}, 90_000);
