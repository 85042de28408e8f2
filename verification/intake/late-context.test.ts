/** An alert that comes before its configuration item: one ticket, first for the service desk, then updated for the team that owns the item. */
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { createStore, type ProjectionRow, type Store } from '#libs/state';
import { DeliverModule } from '#services/deliver';
import { EnrichModule } from '#services/enrich';
import { createReceive } from '#services/ingest';
import { RouteModule } from '#services/route';
import { StateTrackerModule } from '#services/state-tracker';
import { TransformModule } from '#services/transform';
import { type ServiceNowSimulator, startServiceNow } from '#simulators/servicenow';
import { memoryLog, until } from '#verification/line';
import { openTestLine, type TestLine } from './line.rig.ts';

const secrets = { PROMETHEUS_WEBHOOK_TOKEN: 'token', SERVICENOW_PASSWORD: 'junctor' };
const files = Object.fromEntries(
  ['systems/prometheus.yaml', 'systems/servicenow.yaml', 'flows/prometheus-to-servicenow/flow.yaml'].map((path) => [
    path,
    readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'),
  ]),
);
let url: string;
let store: Store;
let desk: ServiceNowSimulator;
let running: TestLine | null = null;

beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'late-context' });
  await store.migrate();
});
afterAll(async () => {
  await store.close();
  await dropDatabase(url);
});
beforeEach(async () => {
  desk = await startServiceNow({});
  Object.assign(process.env, secrets, { SERVICENOW_URL: desk.url });
});
afterEach(async () => {
  await running?.stop();
  await desk.close();
  for (const name of [...Object.keys(secrets), 'SERVICENOW_URL']) delete process.env[name];
});

const post = (namespace: string, status: 'firing' | 'resolved', at: number): Buffer =>
  Buffer.from(
    JSON.stringify({
      ...{ version: '4', groupKey: 'g', status, receiver: 'r', groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
      externalURL: 'http://alertmanager',
      alerts: [
        {
          status,
          labels: { alertname: 'Down', severity: 'warning', cluster: 'c', namespace },
          annotations: {},
          startsAt: new Date(at).toISOString(),
          endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : new Date(at + 60_000).toISOString(),
          generatorURL: '',
          fingerprint: namespace,
        },
      ],
    }),
  );

const service = (namespace: string): ProjectionRow => ({
  ...{ kind: 'ci', system: 'cmdb', record: namespace, version: 1, deleted: false },
  keys: [`service/c/${namespace}`],
  data: {
    name: `${namespace} service`,
    ciClass: 'service',
    criticality: 'operational',
    environment: 'production',
    owner: 'o',
    supportGroup: 'Shop Team',
    service: namespace,
  },
});

async function startLine(): Promise<TestLine> {
  running = openTestLine({ files, log: await memoryLog(), store });
  await running.start(TransformModule, EnrichModule, RouteModule, DeliverModule, StateTrackerModule);
  return running;
}

const tickets = (): readonly Readonly<Record<string, string>>[] =>
  [...desk.instance.store.visible('incident', Date.now(), 0)].filter(({ correlation_id }) => correlation_id !== '');
const groupOf = (sysId: string | undefined): string =>
  [...desk.instance.store.visible('sys_user_group', Date.now(), 0)].find((row) => row.sys_id === sysId)?.name ?? '';
const send = async ({ line }: TestLine, body: Buffer): Promise<void> =>
  expect(await createReceive(line)('prometheus', { authorization: 'Bearer token' }, body)).toMatchObject({ status: 200 });

it('is one ticket, updated with the right group once the item is known', async () => {
  const line = await startLine();
  await send(line, post('shop', 'firing', Date.now()));
  await until('the ticket', () => tickets().length === 1);
  expect(groupOf(tickets()[0]?.assignment_group)).toBe('Service Desk');
  await store.record([], [], [service('shop')]);
  await until('the right group', () => groupOf(tickets()[0]?.assignment_group) === 'Shop Team');
  expect(tickets()).toHaveLength(1);
  await until('nothing is owed any more', async () => (await store.dueContext(10, 3_600_000)).length === 0);
}, 60_000);

it('never takes a ticket back to what its alert no longer says', async () => {
  const line = await startLine();
  const at = Date.now();
  await send(line, post('pay', 'firing', at));
  await until('the ticket', () => tickets().length === 1);
  await send(line, post('pay', 'resolved', at));
  await until('it is resolved', () => tickets()[0]?.state === '6');
  await store.record([], [], [service('pay')]);
  await until('the right group', () => groupOf(tickets()[0]?.assignment_group) === 'Shop Team');
  expect(tickets()).toHaveLength(1);
  expect(tickets()[0]?.state).toBe('6');
}, 60_000);
