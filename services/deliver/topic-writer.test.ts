import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { failureOf } from '#libs/connector-kit';
import { createMemoryLog, type MessageLog, partitionFor } from '#libs/log';
import { createLogger } from '#libs/telemetry';
import { createTopicWriter } from './topic-writer.ts';

const topic = 'erp.incidents';
const record = { topic, key: 'k-1', value: Buffer.from('{}'), headers: { ce_id: 'd-1' } };
const call = () => ({ signal: new AbortController().signal });
let log: MessageLog;
let writer: ReturnType<typeof createTopicWriter>;
beforeEach(async () => {
  log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics([{ topic, partitions: 4, replicationFactor: 1, config: {} }]);
  writer = createTopicWriter(log, createLogger('test', 'silent'));
});
afterEach(() => writer.stop());

const held = async (): Promise<number> => {
  const admin = await log.admin();
  const bounds = await admin.offsets(topic);
  return bounds.reduce((sum, { start, end }) => sum + Number(end - start), 0);
};

it('a record is there when it resolves, in the partition of its key, with its headers', async () => {
  await writer.append(record, call(), 5_000);
  const [read] = await log.read(topic, partitionFor('k-1', 4), 0n, 1n);
  expect(read).toMatchObject({ key: 'k-1', headers: { ce_id: 'd-1' } });
});

it.each<[string, object, object, object]>([
  ['a topic that is not there', { topic: 'nowhere' }, {}, { class: 'invalid', scope: 'system' }],
  ['a record in other hands', {}, { holds: () => false }, { class: 'transient', scope: 'lane' }],
  ['a call that was given up', {}, { signal: AbortSignal.abort() }, { class: 'unknown', scope: 'record' }],
])('%s: nothing is appended', async (_name, other, given, failure) => {
  expect(await failureOf(writer.append({ ...record, ...other }, { ...call(), ...given }, 1_000))).toMatchObject(failure);
  expect(await held()).toBe(0);
});

it('writes Avro where there is a registry alone', async () => {
  const encode = async (subject: { readonly subject: string }): Promise<Buffer> => Buffer.from(subject.subject);
  const other = createTopicWriter(log, createLogger('test', 'silent'), encode);
  expect(String(await other.encode?.({ subject: 'erp-value' }, {}))).toBe('erp-value');
  expect(writer.encode).toBeUndefined();
  await other.stop();
});

it('a broker that takes nothing: in doubt, then away', async () => {
  const stuck: MessageLog = { ...log, producer: () => Promise.reject(new Error('no broker')) };
  const other = createTopicWriter(stuck, createLogger('test', 'silent'));
  const first = failureOf(other.append(record, call(), 300));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await failureOf(other.append(record, call(), 300))).toMatchObject({ class: 'down', scope: 'system' });
  expect(await first).toMatchObject({ class: 'unknown', scope: 'record' });
  await other.stop();
});
