/** The page about any REST system, executed: its files, through the line's own steps, to the stand-ins and back. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { registry } from '#connectors';
import { type Call, type Destination, launchSimulator, type RunningSimulator, type Want } from '#libs/connector-kit';
import { type CompiledWorkspace, checkWorkspace, compileWorkspace, parseWorkspace } from '#libs/flow';
import { connectorFacts, settingsProblems } from '#libs/workspace';
import { createRehearsal } from '#services/all-in-one';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8');
const page = read('docs/how-to/connect-any-rest-system.md');
const shown = Object.fromEntries(
  [...page.matchAll(/```yaml\n# file: (\S+)\n([\s\S]*?)```/g)].map(([, path = '', text = '']) => [path, text] as const),
);
const files: Record<string, string> = { ...shown, 'systems/ledger.yaml': read('connectors/rest/testdata/ledger.yaml') };

const TOKEN = 'a-token';
const hooks: { headers: Record<string, string>; body: Buffer }[] = [];
let workspace: CompiledWorkspace;
let receiver: Server;
let tracker: RunningSimulator;
let ledger: RunningSimulator;
const open: Destination[] = [];

function connected(system: string, simulator: RunningSimulator): Destination {
  const spec = workspace.systems.get(system);
  const connector = registry.get(spec?.connector ?? '');
  const context = { system, address: simulator.url, secret: () => TOKEN, callTimeoutMs: 10_000, allowLoopback: true };
  const destination = connector.connect?.(connector.settings.parse(spec?.settings), context);
  if (destination === undefined) throw new Error(`${system} is no destination`);
  open.push(destination);
  return destination;
}
const call = (deliveryId: string): Call => ({ changed: null, deliveryId, traceparent: null, signal: new AbortController().signal });

beforeAll(async () => {
  Object.assign(process.env, { TRACKER_WEBHOOK_SECRET: TOKEN });
  workspace = compileWorkspace(parseWorkspace(files).workspace, 'r1');
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      hooks.push({ headers: request.headers as Record<string, string>, body: Buffer.concat(chunks) });
      response.writeHead(202).end();
    });
  });
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done));
  const webhook = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  tracker = await launchSimulator('tracker', ['--token', TOKEN, '--webhook', webhook, '--webhook-secret', TOKEN]);
  ledger = await launchSimulator('ledger', ['--key', TOKEN]);
});
afterAll(async () => {
  delete process.env.TRACKER_WEBHOOK_SECRET;
  await Promise.all(open.map((one) => one.close()));
  await tracker.stop();
  await ledger.stop();
  receiver.closeAllConnections();
  receiver.close();
});

it('shows files that pass the check, without a warning', () => {
  expect(Object.keys(shown).sort()).toEqual([
    'flows/alerts-to-tracker/flow.yaml',
    'flows/tracker-to-ledger/flow.yaml',
    'systems/monitoring.yaml',
    'systems/tracker.yaml',
  ]);
  const parsed = parseWorkspace(files);
  const found = [
    ...parsed.problems,
    ...settingsProblems(registry, parsed.workspace),
    ...checkWorkspace(parsed.workspace, connectorFacts(registry, parsed.workspace)),
  ];
  expect(found.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
});

it('a slip in the file is told with its place', () => {
  const slip = {
    ...files,
    'systems/tracker.yaml': files['systems/tracker.yaml']?.replace('path: /api/v2/workitems\n', 'path: api/v2/workitems\n') ?? '',
  };
  expect(settingsProblems(registry, parseWorkspace(slip).workspace)).toMatchObject([
    {
      file: 'systems/tracker.yaml',
      line: expect.any(Number),
      field: 'spec.settings.models.incident.create.path',
      expected: expect.stringContaining('begins with one /'),
    },
  ]);
});

describe('from an alert to the tracker, and from a person at the tracker to the old desk', () => {
  const at = Date.parse('2026-03-02T10:00:00Z');
  const alert = (status: string) => ({
    version: '4',
    groupKey: 'g',
    status,
    receiver: 'r',
    groupLabels: {},
    commonLabels: {},
    commonAnnotations: {},
    externalURL: 'http://alerts',
    alerts: [
      {
        status,
        labels: { alertname: 'DiskFull', severity: 'critical', cluster: 'berlin' },
        annotations: { summary: 'The disk is full' },
        startsAt: '2026-03-02T09:00:00Z',
        endsAt: status === 'firing' ? '0001-01-01T00:00:00Z' : '2026-03-02T09:40:00Z',
        generatorURL: 'http://alerts/graph',
        fingerprint: 'a1b2c3d4e5f60718',
      },
    ],
  });
  const hookOf = async (stage: string) => {
    for (let tries = 0; tries < 200; tries += 1) {
      const hook = hooks.find(({ body }) => body.includes(`"stage":"${stage}"`) && body.includes('"person"'));
      if (hook !== undefined) return hook;
      await sleep(20);
    }
    throw new Error(`no webhook tells of ${stage}`);
  };

  it('goes through, both ways', async () => {
    const line = createRehearsal(workspace, {});
    const feed = (system: string, headers: Record<string, string>, body: Buffer) =>
      line.feed({ system, channel: 'webhook', key: null, headers, body, at });
    const deliver = async (to: Destination, id: string, delivered: ReturnType<typeof feed>, remoteId: string | null) => {
      expect(delivered.parked).toEqual([]);
      const [one] = delivered.deliveries;
      const object = to.objects.incident;
      if (one === undefined || object === undefined) throw new Error('nothing was to be delivered');
      const want = one.fields as Want;
      return remoteId === null ? object.createRecord(one.targetKey, want, call(id)) : object.updateRecord(remoteId, want, call(id));
    };

    const toTracker = connected('tracker', tracker);
    const firing = feed('monitoring', {}, Buffer.from(JSON.stringify(alert('firing'))));
    const item = await deliver(toTracker, 'd-1', firing, null);
    expect(item).toMatchObject({ number: 'OPS-1', url: expect.any(String) });

    await tracker.control('act', { uid: item.remoteId, set: { stage: 'doing', holder: 'grace' }, by: 'grace' });
    const hook = await hookOf('doing');
    const spec = workspace.systems.get('tracker');
    const rest = registry.get('rest');
    expect(rest.webhook?.authenticate(hook.headers, hook.body, rest.settings.parse(spec?.settings))).toBeNull();
    const toLedger = connected('ledger', ledger);
    const entry = await deliver(toLedger, 'd-2', feed('tracker', hook.headers, hook.body), null);
    expect(await ledger.control('state')).toMatchObject({
      entries: [{ id: 1, xref: 'OPS-1', subject: 'OPS-1 The disk is full on berlin', state: 2, prio: 1 }],
    });

    const echo = hooks.find(({ body }) => body.includes('"app"'));
    expect(feed('tracker', echo?.headers ?? {}, echo?.body ?? Buffer.alloc(0))).toMatchObject({ deliveries: [], parked: [] });

    await deliver(toTracker, 'd-3', feed('monitoring', {}, Buffer.from(JSON.stringify(alert('resolved')))), item.remoteId);
    const { workitems } = (await tracker.control('state')) as { workitems: object[] };
    expect(workitems).toMatchObject([
      { stage: 'done', outcome: 'fixed', external_key: 'berlin/DiskFull', notes: [{ text: 'The alert has cleared.' }] },
    ]);

    await tracker.control('act', { uid: item.remoteId, set: { stage: 'dropped' } });
    const dropped = await hookOf('dropped');
    await deliver(toLedger, 'd-4', feed('tracker', dropped.headers, dropped.body), entry.remoteId);
    expect(await ledger.control('state')).toMatchObject({ entries: [{ state: 4 }] });
  });
});
