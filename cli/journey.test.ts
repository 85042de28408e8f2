import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openCodec } from '#libs/host';
import { topics } from '#libs/line';
import { dropDatabase, freshDatabase, testStack } from '#libs/local-stack';
import { createLog, type Hop, partitionFor, writeTrail } from '#libs/log';
import { createStore, type OutcomeRow, type Store } from '#libs/state';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

const unique = `${process.pid}-${Date.now()}`;
const messageId = '5f0d8a4e-7a53-5b61-9d0c-0f6a4c1f5a11';
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const system = `cli-test-${unique}`;
const model = 'event';
const topic = topics.canonical(model);

let env: Record<string, string>;
let store: Store;
let opened = false;
let canonical: Hop;

/** A canonical event of a system that no workspace has: whoever reads the topic drops it. */
async function produceEvent(kafkaBrokers: readonly string[], registryUrl: string): Promise<Hop> {
  const log = createLog('platformatic', { brokers: kafkaBrokers, clientId: 'cli-test' });
  const codec = await openCodec(registryUrl);
  await codec.register();
  const admin = await log.admin();
  const count = (await admin.partitions([topic])).get(topic) ?? 1;
  await admin.close();
  const partition = partitionFor(`${system}/r1`, count);
  const meta = { id: messageId, system, record: 'r1', version: 1, versionOrigin: 'raw', eventId: null, digest: 'd', deleted: false };
  const value = {
    meta: { ...meta, occurredAt: 1_000, receivedAt: 1_000, revision: 'none' },
    ...{ name: 'DiskFull', title: 'Disk \u001b[31mfull', description: null, status: 'firing', severity: 'high', category: null },
    ...{ service: null, resource: null, ciKeys: [], startedAt: 1_000, endedAt: null, labels: {}, links: [], context: null, extra: {} },
  };
  const record = { topic, partition, key: `${system}/r1`, value: codec.encode(topic, value), headers: { ce_id: messageId } };
  const producer = await log.producer();
  const [offset = 0n] = await producer.send([record]);
  await producer.close();
  return { topic, partition, offset: Number(offset), at: 2_000 };
}

function outcomeRow(trail: readonly Hop[]): OutcomeRow {
  return {
    ...{ id: 'outcome-1', messageId, kind: 'filtered', stage: 'route', reason: 'no flow takes this event', flow: null },
    ...{
      system,
      record: 'r1',
      version: 1,
      targetSystem: null,
      targetKey: null,
      deliveryIds: [],
      remoteId: 'r-1',
      remoteNumber: `INC-${unique}`,
    },
    ...{ remoteUrl: null, attempts: 0, possibleDuplicate: false, occurredAt: 1_000, finishedAt: 3_000, traceId, trail: writeTrail(trail) },
  };
}

beforeAll(async () => {
  const stack = await testStack();
  const databaseUrl = await freshDatabase();
  env = { KAFKA_BROKERS: stack.kafkaBrokers.join(','), SCHEMA_REGISTRY_URL: stack.registryUrl, DATABASE_URL: databaseUrl };
  store = createStore({ databaseUrl, applicationName: 'cli-test' });
  opened = true;
}, 60_000);

afterAll(async () => {
  if (!opened) return;
  await store.close();
  await dropDatabase(env.DATABASE_URL ?? '');
});

describe('on real servers', () => {
  it('says that a database was never used', async () => {
    const { code, err } = await run(['msg', 'find', 'anything'], env);
    expect(code).toBe(exitCodes.notFound);
    expect(err).toContain('junctor up');
  });

  it('applies a workspace, knows it again, and shows its flows', async () => {
    const workspace = join(import.meta.dirname, '..');
    const applied = JSON.parse((await run(['apply', workspace, '-o', 'json'], env)).out) as { ok: boolean; revision: string };
    expect(applied.ok).toBe(true);
    const again = JSON.parse((await run(['apply', workspace, '-o', 'json'], env)).out) as { changed: boolean; revision: string };
    expect(again).toMatchObject({ changed: false, revision: applied.revision });
    const flows = JSON.parse((await run(['flow', 'list', '-o', 'json'], env)).out) as { revision: string };
    expect(flows.revision).toBe(applied.revision);
  }, 60_000);

  it('shows the journey of a message: what is in the log decoded, what is not said to be gone', async () => {
    const { kafkaBrokers, registryUrl } = await testStack();
    await store.migrate();
    canonical = await produceEvent(kafkaBrokers, registryUrl);
    const gone = { topic: topics.raw, partition: 0, offset: 9_007_199_254_740_000, at: 1_500 };
    const message = {
      id: messageId,
      model,
      system,
      record: 'r1',
      version: 1,
      occurredAt: 1_000,
      traceId,
      title: 'Disk \u001b[31mfull',
      number: null,
    };
    await store.record([message], [outcomeRow([gone, canonical])], []);
    for (const text of [messageId, traceId, 'r1', `INC-${unique}`]) {
      const { code, out } = await run(['msg', 'show', text, '-o', 'json'], { ...env, JUNCTOR_TRACE_URL: 'http://traces/{traceId}' });
      expect(code).toBe(exitCodes.ok);
      expect(JSON.parse(out)).toMatchObject({
        journeys: [
          {
            state: 'filtered',
            traceUrl: `http://traces/${traceId}`,
            hops: [{ content: { state: 'gone' } }, { sincePreviousMs: 500, content: { state: 'read', value: { name: 'DiskFull' } } }],
          },
        ],
      });
    }
    const { out } = await run(['msg', 'show', messageId], env);
    expect(out).toContain('event DiskFull: firing, high');
    expect(out).toContain('the log ends at offset');
    expect(out).not.toContain('\u001b');
  }, 60_000);

  it('finds a message that no stage has ended yet, by the end of its topic', async () => {
    const id = '0a6b1c52-5d0b-5a53-8f43-6e2f2c9f7d22';
    const message = { id, model, system, record: 'r2', version: 1, occurredAt: 1_000, traceId: null, title: 'on its way', number: null };
    await store.record([message], [], []);
    const { out } = await run(['msg', 'show', id], env);
    expect(out).toContain('in flight');
  }, 60_000);

  it('shows what was parked before it became a record', async () => {
    const review = {
      ...{ id: 'review-1', messageId: 'raw-1', stage: 'transform', system, record: '', flow: null, fingerprint: 'f', code: 'malformed' },
      ...{ reason: 'not JSON', field: null, expected: null, excerpt: '{', hint: 'mend the sender', parkedAt: 4_000 },
      ...{ sourceTopic: canonical.topic, sourcePartition: canonical.partition, sourceOffset: canonical.offset },
    };
    await store.park([review]);
    expect((await run(['review', 'list'], env)).out).toContain('hint: mend the sender');
    const { code, out } = await run(['msg', 'show', 'raw-1'], env);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain('parked before it became a record');
  }, 60_000);

  it('has a doctor that finds nothing broken', async () => {
    const { code, out } = await run(['doctor', '-o', 'json'], env);
    expect(JSON.parse(out)).toMatchObject({ ok: true });
    expect(code).toBe(exitCodes.ok);
  }, 60_000);
});
