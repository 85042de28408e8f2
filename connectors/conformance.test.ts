/** Walks the registry: every connector keeps what the kit demands. A connector without an entry here fails. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import {
  type Check,
  type ConnectContext,
  type Connector,
  defineConnector,
  describedChecks,
  FailureError,
  launchSimulator,
  type RunningSimulator,
  sourceChecks,
  type TopicWriter,
  targetChecks,
} from '#libs/connector-kit';
import { connectors } from './index.ts';

const scratch = mkdtempSync(join(tmpdir(), 'conformance-'));
writeFileSync(join(scratch, 'file'), '');
const secret = (): string => 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
const context: Omit<ConnectContext, 'address'> = { system: 'conformance', secret, callTimeoutMs: 5_000, allowLoopback: true };

/** A Kafka that knows one topic. */
const topics: TopicWriter = {
  async append({ topic }) {
    if (topic === 'nowhere') throw new FailureError({ class: 'invalid', scope: 'system', evidence: { message: 'no such topic' } });
  },
};

interface Sample {
  readonly settings: object;
  /** Settings of the same destination with nobody there, where that is not a matter of the address. */
  readonly unreachable?: unknown;
  readonly simulator?: readonly [string, ...string[]];
  /** What its secrets are, where the usual one does not fit. */
  readonly secret?: string;
  /** Where it is written to, when that is not the simulator's own address. */
  readonly address?: (simulator: RunningSimulator) => Promise<string>;
  /** The same with nobody there. */
  readonly nobody?: string;
}

/** Settings of a system file that a connector is tested with. */
const settingsIn = (file: string): object =>
  (parse(readFileSync(new URL(file, import.meta.url), 'utf8')) as { spec: { settings: object } }).spec.settings;

const ROUTING_KEY = 'K'.repeat(32);

const dropInto = (folder: string) => ({
  folder: join(scratch, folder),
  models: { incident: { format: 'csv', columns: [{ name: 'TITLE', from: 'title' }] } },
});

const samples: Readonly<Record<string, Sample>> = {
  alertmanager: { settings: { auth: { type: 'bearer', secret: 'env:X' } } },
  'aws-sns': { settings: { topics: ['arn:aws:sns:eu-central-1:210987654321:alarms'] } },
  'azure-monitor': { settings: { auth: { type: 'header', secrets: ['env:X'] } } },
  cloudevents: { settings: { auth: { type: 'bearer', secrets: ['env:X'] } } },
  'cmdb-feed': { settings: {} },
  datadog: { settings: { auth: { type: 'header', secrets: ['env:X'] } } },
  github: { settings: { secrets: ['env:X'] } },
  gitlab: { settings: { secrets: ['env:X'] } },
  grafana: { settings: { auth: { type: 'hmac', secrets: ['env:X'] } } },
  'itsm-audit-log': { settings: {} },
  'json-files': { settings: { folder: join(scratch, 'out') }, unreachable: { folder: join(scratch, 'file') } },
  jira: {
    settings: { auth: { type: 'basic', user: 'junctor@example.org', secret: 'env:X' }, project: 'OPS' },
    simulator: ['jira', '--token', secret()],
  },
  nagios: { settings: { auth: { type: 'header', secrets: ['env:X'] } } },
  opsgenie: { settings: { auth: { type: 'header', secrets: ['env:X'] } } },
  pagerduty: {
    settings: { routingKey: 'env:X', webhookSecrets: ['env:Y'] },
    simulator: ['pagerduty', '--routing-keys', ROUTING_KEY],
    secret: ROUTING_KEY,
  },
  email: {
    settings: {
      send: { from: 'junctor@example.org', to: ['desk@example.org'], tls: 'none' },
      receive: { auth: { type: 'basic', secrets: ['env:X'] } },
    },
    simulator: ['mail'],
    address: async (simulator) => ((await simulator.control('state')) as { address: string }).address,
    nobody: 'smtp://127.0.0.1:1',
  },
  'file-drop': {
    settings: dropInto('drop'),
    unreachable: dropInto('file'),
  },
  'kafka-topic': { settings: { topic: 'erp.incidents', models: ['incident'] }, unreachable: { topic: 'nowhere', models: ['incident'] } },
  'record-feed': { settings: { model: 'sale', record: ['saleId'] } },
  rest: { settings: settingsIn('rest/testdata/tracker.yaml'), simulator: ['tracker', '--client-secret', secret()] },
  servicenow: {
    settings: { auth: { type: 'basic', user: 'junctor', secret: 'env:X' } },
    simulator: ['servicenow', '--password', secret()],
  },
  zabbix: { settings: { auth: { type: 'bearer', secrets: ['env:X'] } } },
  slack: { settings: { token: 'env:X', channel: 'C0JUNCTOR', readers: 'team' }, simulator: ['slack', '--token', secret()] },
  teams: { settings: { signature: 'env:X' }, simulator: ['teams', '--signature', secret()] },
  'standard-webhook': { settings: { secret: 'env:X' }, simulator: ['webhook', '--secret', secret()] },
};

function run(checks: readonly Check[]): void {
  for (const check of checks) it(check.name, async () => check.run());
}

afterAll(() => rmSync(scratch, { recursive: true }));

async function targets(connector: Connector, sample: Sample): Promise<void> {
  const [name, ...args] = sample.simulator ?? [''];
  const simulator = name === '' ? null : await launchSimulator(name, args);
  try {
    const open = (settings: unknown, address: string) =>
      connector.connect?.(connector.settings.parse(settings), { ...context, topics, secret: () => sample.secret ?? secret(), address });
    const address = simulator !== null && sample.address !== undefined ? await sample.address(simulator) : simulator?.url;
    const reachable = open(sample.settings, address ?? 'none:');
    const unreachable = open(sample.unreachable ?? sample.settings, sample.nobody ?? 'http://127.0.0.1:1');
    if (reachable === undefined || unreachable === undefined) throw new Error('nothing to connect to');
    for (const check of targetChecks(reachable, unreachable)) {
      await expect(
        Promise.resolve()
          .then(() => check.run())
          .then(() => check.name),
      ).resolves.toBe(check.name);
    }
    await Promise.all([reachable.close(), unreachable.close()]);
  } finally {
    await simulator?.stop();
  }
}

describe('registry', () => {
  it('holds every folder that is a connector', () => {
    const folders = readdirSync(new URL('.', import.meta.url)).filter((name) => existsSync(new URL(`${name}/index.ts`, import.meta.url)));
    expect(connectors.map((connector) => connector.name).sort()).toEqual(folders.sort());
  });
});

describe.each(connectors.map((connector) => [connector.name, connector] as const))('%s', (name, connector) => {
  const sample = samples[name];
  it('has a sample in this file, which its settings take', () => {
    expect(connector.settings.safeParse(sample?.settings)).toMatchObject({ success: true });
  });
  run(describedChecks(connector, name, sample?.settings ?? {}));
  if (sample === undefined) return;
  run(sourceChecks(connector, connector.settings.safeParse(sample.settings).data));
  if (connector.connect !== undefined) it('keeps the contract of a target', () => targets(connector, sample));
});

describe('the checks can fail', () => {
  const bad = defineConnector<unknown>({
    name: 'bad',
    title: '',
    settings: z.object({ secret: z.string().optional() }),
    failures: [{ class: 'bug', scope: 'record', meaning: '' }],
    topic: { parse: (_key, value) => (value.length === 0 ? [] : JSON.parse(value.toString()) && []) },
    maps: { x: (body) => JSON.parse(body.toString()) },
  });
  it.each([...describedChecks(bad, 'good', {}).filter((check) => check.name !== 'does something'), ...sourceChecks(bad, {})])(
    '$name',
    (check) => {
      expect(() => check.run()).toThrow();
    },
  );
});
