/**
 * Models that nobody has coded for, from the files of docs/how-to/own-models alone: lines of receipts on a topic move the stock of a REST
 * system, accounts on a topic are dropped as files for an ERP.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import type { MessageLog } from '#libs/log';
import { createStore, type Store } from '#libs/state';
import { DeliverModule } from '#services/deliver';
import { EnrichModule } from '#services/enrich';
import { IngestModule } from '#services/ingest';
import { RouteModule } from '#services/route';
import { StateTrackerModule } from '#services/state-tracker';
import { TransformModule } from '#services/transform';
import { memoryLog, until } from '#verification/line';
import { openTestLine, type TestLine } from './line.rig.ts';

const root = new URL('../../docs/how-to/own-models/', import.meta.url).pathname;
const files = Object.fromEntries(
  readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(avsc|yaml)$/.test(path) && !path.endsWith('.test.yaml'))
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);
const topics = ['pos.sales', 'crm.accounts'] as const;

let url: string;
let store: Store;
let log: MessageLog;
let running: TestLine;
let inventory: Server;
/** What the inventory holds, by path, and how often each was written. */
const movements = new Map<string, { readonly body: unknown; readonly writes: number }>();
let folder: string;

beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'own-models' });
  await store.migrate();
  folder = mkdtempSync(join(tmpdir(), 'erp-'));
  inventory = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url: path = '', headers } = request;
      if (method !== 'PUT' || headers.authorization !== 'Bearer token') return void response.writeHead(401).end();
      movements.set(path, { body: JSON.parse(Buffer.concat(chunks).toString()), writes: (movements.get(path)?.writes ?? 0) + 1 });
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id: decodeURIComponent(path.slice(11)) }));
    });
  });
  await new Promise<void>((resolve) => inventory.listen(0, '127.0.0.1', resolve));
  const { port } = inventory.address() as AddressInfo;
  Object.assign(process.env, { INVENTORY_URL: `http://127.0.0.1:${port}`, INVENTORY_TOKEN: 'token', ERP_DROP: folder });
  log = await memoryLog();
  const admin = await log.admin();
  await admin.ensureTopics(topics.map((topic) => ({ topic, partitions: 1, replicationFactor: 1, config: {} })));
  running = openTestLine({ files, log, store });
  await running.start(IngestModule, TransformModule, EnrichModule, RouteModule, DeliverModule, StateTrackerModule);
});
afterAll(async () => {
  await running.stop();
  inventory.closeAllConnections();
  inventory.close();
  await store.close();
  await dropDatabase(url);
  rmSync(folder, { recursive: true });
  for (const name of ['INVENTORY_URL', 'INVENTORY_TOKEN', 'ERP_DROP']) delete process.env[name];
});

async function produce(topic: (typeof topics)[number], key: string, ...records: readonly object[]): Promise<void> {
  const producer = await log.producer();
  const sent = records.map((record) => ({ topic, partition: 0, key, value: Buffer.from(JSON.stringify(record)), headers: {} }));
  await producer.send(sent);
  await producer.close();
}

const sale = {
  store: 'graz-1',
  receipt: '1001',
  line: 1,
  sku: '4006381333931',
  quantity: 2,
  kind: 'sale',
  soldAt: '2026-01-05T10:00:00+01:00',
};
const account = {
  ...{
    id: 'A-7',
    version: 3,
    name: 'Example; Ltd',
    tier: 'gold',
    country: 'AT',
    creditLimitCents: 150_000,
    updatedAt: '2026-01-05T09:00:00Z',
  },
  billing: { street: 'Hauptplatz 1', city: 'Graz', zip: '8010' },
};
const dropped = (): string[] => readdirSync(folder).filter((name) => name.endsWith('.csv'));

it('lines of receipts move the stock, once each; a till in training does not', async () => {
  await produce(
    'pos.sales',
    'graz-1/1001',
    sale,
    sale,
    { ...sale, line: 2, kind: 'training' },
    { ...sale, line: 3, kind: 'return', quantity: -1 },
  );
  await until('both movements', () => movements.size === 2);
  expect([...movements.values()].map(({ writes }) => writes)).toEqual([1, 1]);
  expect([...movements.values()].map(({ body }) => body)).toEqual(
    expect.arrayContaining([
      { articleNo: '4006381333931', warehouse: 'shop/graz-1', delta: -2, why: 'sold', at: sale.soldAt },
      { articleNo: '4006381333931', warehouse: 'shop/graz-1', delta: 1, why: 'came_back', at: sale.soldAt },
    ]),
  );
});

it('an account is dropped for the ERP with its control file; its next state is another file, its last one no file again', async () => {
  await produce('crm.accounts', 'A-7', account, { ...account, version: 4, tier: 'silver', phone: 'a field of tomorrow' }, account);
  await until('both files', () => dropped().length === 2);
  const texts = dropped().map((name) => readFileSync(join(folder, name), 'utf8').split('\r\n')[1]);
  expect(texts.sort()).toEqual([
    'A-7;"Example; Ltd";net14;AT;;150000;Hauptplatz 1, 8010 Graz',
    'A-7;"Example; Ltd";net30;AT;;150000;Hauptplatz 1, 8010 Graz',
  ]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.sha256'))).toHaveLength(2);
});

it('what is no record of its model waits for a person, and the others go on', async () => {
  await produce('crm.accounts', 'A-8', { ...account, id: 'A-8', tier: 'platinum' }, { ...account, id: 'A-9' });
  await until('the file of the other one', () => dropped().some((name) => name.startsWith('customer-A-9')));
  expect(dropped().some((name) => name.startsWith('customer-A-8'))).toBe(false);
});
