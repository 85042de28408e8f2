import { expect } from '@jest/globals';
import type { MessageLog, OutRecord, Producer } from '../port.ts';
import type { Check } from './features.ts';
import { freshTopic, numbered, partitionsOf, sendNumbered, startWorker, unique, until, upTo } from './scene.ts';

type Factory = () => Promise<MessageLog>;

const record = (topic: string, over: Partial<OutRecord>): OutRecord => ({
  topic,
  partition: 0,
  key: 'k',
  value: Buffer.from('v'),
  headers: {},
  ...over,
});

/** Producing, and the admin side. */
export function describeWriting(factory: Factory, check: Check): void {
  check('explicit-partition', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const producer = await log.producer();
    await producer.send(upTo(4).map((partition) => record(topic, { partition, value: Buffer.from(String(partition)) })));
    for (const { partition } of partitionsOf(topic)) {
      const found = await log.read(topic, partition, 0n, 10n);
      expect(found.map((each) => each.value?.toString())).toEqual([String(partition)]);
    }
    await expect(producer.send([record(topic, { partition: 4 })])).rejects.toThrow(/4/);
    await expect(producer.send([record(topic, { partition: -1 })])).rejects.toThrow();
    await producer.close();
  });

  check('offsets-returned', async () => {
    const log = await factory();
    const [one, other] = [await freshTopic(log), await freshTopic(log, 1)];
    const producer = await log.producer();
    expect(await producer.send([])).toEqual([]);
    await producer.send([record(one, { partition: 2 })]);
    const mixed = [
      record(one, { partition: 2 }),
      record(other, {}),
      record(one, { partition: 0 }),
      record(one, { partition: 2 }),
      record(other, {}),
    ];
    expect(await producer.send(mixed)).toEqual([1n, 0n, 0n, 2n, 1n]);
    await producer.close();
  });

  check('record-round-trip', async () => {
    const log = await factory();
    const topic = await freshTopic(log, 1);
    const headers = { ce_id: '1', grüße: '日本 ✓ 🙂', empty: '', 'Mixed-Case': 'X' };
    const sent = [
      record(topic, { key: 'schlüssel/✓', value: Buffer.from([0, 255, 1]), headers }),
      record(topic, { key: null, value: Buffer.alloc(0) }),
      record(topic, { key: '', value: null }),
    ];
    const producer = await log.producer();
    await producer.send(sent);
    const found = await log.read(topic, 0, 0n, 3n);
    expect(found.map(({ key, value, offset }) => ({ key, value, offset }))).toEqual(
      sent.map(({ key, value }, at) => ({ key, value, offset: BigInt(at) })),
    );
    expect({ ...found[0]?.headers }).toEqual(headers);
    expect(Math.abs((found[0]?.timestamp ?? 0) - Date.now())).toBeLessThan(3_600_000);
    await producer.close();
  });

  check('record-size', async () => {
    const log = await factory();
    const topic = await freshTopic(log, 1);
    const producer = await log.producer();
    await producer.send([record(topic, { value: Buffer.alloc(1_000_000, 7) })]);
    await expect(producer.send([record(topic, { value: Buffer.alloc(1_100_000, 7) })])).rejects.toThrow();
    await producer.close();
    expect((await log.read(topic, 0, 0n, 9n)).map((each) => each.value?.length)).toEqual([1_000_000]);
  });

  check('key-order', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const worker = await startWorker(log, topic, unique('group'));
    await sendNumbered(log, topic, 0, 2_000, 137);
    await until('all arrived', () => worker.records.length === 2_000);
    for (let key = 0; key < 16; key += 1) {
      const values = worker.records.filter((each) => each.key === `k${key}`).map((each) => Number(each.value?.toString()));
      expect(values).toEqual(upTo(125).map((index) => key + index * 16));
    }
    await worker.consumer.close();
  });

  check('resend-after-error', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    let producer: Producer = await log.producer();
    let acknowledged = 0;
    for (let round = 0; acknowledged < 1_000; round += 1) {
      const records = upTo(50).map((index) => numbered(topic, acknowledged + index));
      // Every fourth batch holds a record that no broker takes; the batch's fate is then unknown.
      const spoiled = round % 4 === 3 ? [...records, record(topic, { partition: 1, value: Buffer.alloc(1_100_000) })] : records;
      try {
        await producer.send(spoiled);
        acknowledged += 50;
      } catch {
        await producer.close();
        producer = await log.producer();
      }
    }
    await producer.close();
    const found = (await Promise.all(partitionsOf(topic).map(({ partition }) => log.read(topic, partition, 0n, 10_000n)))).flat();
    const small = found.filter((each) => (each.value?.length ?? 0) < 10);
    expect([...new Set(small.map((each) => Number(each.value?.toString())))].sort((one, two) => one - two)).toEqual(upTo(1_000));
  });

  check('topic-admin', async () => {
    const log = await factory();
    const admin = await log.admin();
    const topic = unique('conformance');
    const spec = { topic, partitions: 3, replicationFactor: 1, config: { 'cleanup.policy': 'compact' } };
    expect(await admin.partitions([topic])).toEqual(new Map());
    await admin.ensureTopics([spec]);
    await admin.ensureTopics([spec]);
    await expect(admin.ensureTopics([{ ...spec, partitions: 5 }])).rejects.toThrow(new RegExp(`${topic}.*3.*5`));
    expect(await admin.partitions([topic, unique('absent')])).toEqual(new Map([[topic, 3]]));
    expect(await admin.offsets(topic)).toEqual(partitionsOf(topic, 3).map((at) => ({ ...at, start: 0n, end: 0n })));
    await admin.close();
  });
}
