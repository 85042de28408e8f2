import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { compileWorkspace, revisionOf } from '#libs/flow';
import { openCodec } from '#libs/host';
import { topics } from '#libs/line';
import { dropDatabase, freshDatabase, testStack } from '#libs/local-stack';
import { createLog, type MessageLog, partitionFor } from '#libs/log';
import { type Raw, topicSpecs } from '#libs/model';
import { createStore, type Store } from '#libs/state';
import { steps } from '#services/all-in-one';
import { checkFolder } from './check-workspace.ts';
import { exitCodes } from './exit-codes.ts';
import { decide } from './shadow/shadow.ts';
import { run } from './testing.ts';

const unique = `${process.pid}-${Date.now() % 1_000_000}`;
const [source, target] = [`mon-${unique}`, `desk-${unique}`];
const flow = `${source}-to-${target}`;
const alerts: readonly (readonly [string, string])[] = [
  ['A', 'critical'],
  ['B', 'warning'],
  ['C', 'warning'],
  ['A', 'critical'],
];

let dir: string;
let env: Record<string, string>;
let store: Store;
let log: MessageLog;
let from: number;

const rawOf = ([alertname, severity]: readonly [string, string], i: number): Raw => {
  const alert = {
    ...{
      status: 'firing',
      labels: { alertname, severity, cluster: 'c', namespace: 'n', pod: `p-${alertname}` },
      annotations: { summary: 'text' },
    },
    ...{ startsAt: '2026-03-02T08:00:00Z', endsAt: '0001-01-01T00:00:00Z', fingerprint: `f-${alertname}-${i}` },
  };
  return {
    ...{ system: source, channel: 'webhook', format: 'alertmanager/v4', record: `f-${alertname}-${i}`, eventId: null, version: null },
    ...{
      receivedAt: Date.now(),
      contentType: 'application/json',
      attributes: {},
      body: Buffer.from(JSON.stringify({ alert })),
      defect: null,
    },
  };
};

/** What the line would have produced with the workspace as it was: raw records, and a contribution of each. */
async function produceTraffic(registryUrl: string): Promise<void> {
  const codec = await openCodec(registryUrl);
  await codec.register();
  const checked = await checkFolder(dir);
  const workspace = compileWorkspace(checked.workspace, revisionOf(checked.files));
  const producer = await log.producer();
  const countOf = (topic: string): number => topicSpecs.find((spec) => spec.topic === topic)?.partitions ?? 1;
  const send = async (topic: string, key: string, value: unknown, headers: Record<string, string>) => {
    const record = { topic, key, partition: partitionFor(key, countOf(topic)), value: codec.encode(topic, value), headers };
    const [offset = 0n] = await producer.send([record]);
    return { ...record, offset };
  };
  try {
    for (const [i, each] of alerts.entries()) {
      const raw = rawOf(each, i);
      const sent = await send(topics.raw, `${source}/${raw.record}`, raw, { ce_id: `id-${i}` });
      const { contribution } = await decide({ ...sent, timestamp: Date.now() }, raw, { steps, workspace, store });
      if (contribution === undefined) throw new Error(`alert ${i} comes to nothing`);
      await send(topics.delivery, `${target}/${contribution.targetKey}`, contribution, { ce_id: contribution.id });
    }
  } finally {
    await producer.close();
  }
}

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'junctor-replay-'));
  await run(['init', dir, '--source', `${source}=alertmanager`, '--target', `${target}=servicenow`, '--owner', 'shop']);
  const stack = await testStack();
  const databaseUrl = await freshDatabase();
  env = { KAFKA_BROKERS: stack.kafkaBrokers.join(','), SCHEMA_REGISTRY_URL: stack.registryUrl, DATABASE_URL: databaseUrl };
  store = createStore({ databaseUrl, applicationName: 'cli-test' });
  await store.migrate();
  log = createLog('platformatic', { brokers: stack.kafkaBrokers, clientId: 'cli-test' });
  const admin = await log.admin();
  await admin.ensureTopics(
    topicSpecs.map((spec) => ({ topic: spec.topic, partitions: spec.partitions, replicationFactor: 1, config: {} })),
  );
  await admin.close();
  from = Date.now() - 1_000;
  await produceTraffic(stack.registryUrl);
}, 120_000);

afterAll(async () => {
  await store.close();
  await dropDatabase(env.DATABASE_URL ?? '');
  rmSync(dir, { recursive: true, force: true });
});

async function shadow(): Promise<Record<string, unknown>> {
  const { out, err } = await run(
    ['replay', '--shadow', '--flow', flow, '--from', new Date(from).toISOString(), '--workspace', dir, '-o', 'json'],
    env,
  );
  if (out === '') throw new Error(err);
  return JSON.parse(out) as Record<string, unknown>;
}

describe('replay without effects', () => {
  it('finds no difference where nothing was changed', async () => {
    expect(await shadow()).toMatchObject({
      ...{ ok: true, ofSource: 4, same: 4, changed: 0, onlyThen: 0, onlyNow: 0, fields: [], parked: {} },
      ...{ callsThen: { creates: 3, updates: 1, unchanged: 0 }, callsNow: { creates: 3, updates: 1, unchanged: 0 } },
    });
  });

  it('tells by field what a changed flow would do, what it would take no longer, and the calls it would make', async () => {
    const path = join(dir, 'flows', flow, 'flow.yaml');
    const text = readFileSync(path, 'utf8');
    const changed = text
      .replace("when: event.severity != 'info'", "when: event.severity != 'info' && event.name != 'C'")
      .replace('group: Service Desk', 'group: Night Shift');
    expect(changed).not.toBe(text);
    writeFileSync(path, changed);
    expect(await shadow()).toMatchObject({
      ...{ ok: true, same: 0, changed: 3, onlyThen: 1, onlyNow: 0 },
      fields: [{ field: 'group', records: 3, example: { before: 'Service Desk', now: 'Night Shift' } }],
      callsNow: { creates: 2, updates: 1 },
    });
    writeFileSync(path, text);
  });

  it('counts what the changed flow would park', async () => {
    const path = join(dir, 'systems', `${source}.yaml`);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('warning: medium, ', ''));
    expect(await shadow()).toMatchObject({ ok: true, same: 2, onlyThen: 0, parked: { 'unknown-value': 2 } });
    writeFileSync(path, text);
  });

  const refused: readonly (readonly [string, readonly string[], number, string])[] = [
    ['with effects', ['--flow', flow, '--from', '1h'], exitCodes.usage, '--shadow'],
    ['without a time', ['--shadow', '--flow', flow, '--from', 'yesterday'], exitCodes.usage, 'is no time'],
    ['backwards', ['--shadow', '--flow', flow, '--from', '1h', '--to', '2h'], exitCodes.usage, 'before it begins'],
    ['of a flow that there is not', ['--shadow', '--flow', 'nope', '--from', '1h'], exitCodes.notFound, flow],
  ];
  it.each(refused)('is refused %s', async (_name, args, code, words) => {
    const ran = await run(['replay', '--workspace', dir, ...args], {});
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(words);
  });
});
