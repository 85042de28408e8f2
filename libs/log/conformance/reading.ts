import { expect } from '@jest/globals';
import type { LogRecord, MessageLog } from '../port.ts';
import type { Check } from './features.ts';
import { freshTopic, numbersOf, partitionsOf, pause, sendNumbered, startWorker, unique, until, upTo } from './scene.ts';

type Factory = () => Promise<MessageLog>;

/** One consumer: positions, pauses, close. */
export function describeReading(factory: Factory, check: Check): void {
  check('read-range', async () => {
    const log = await factory();
    const topic = await freshTopic(log, 1);
    const producer = await log.producer();
    await producer.send(upTo(20).map((number) => ({ topic, partition: 0, key: null, value: Buffer.from(String(number)), headers: {} })));
    await producer.close();
    const read = async (from: bigint, to: bigint) => (await log.read(topic, 0, from, to)).map((each) => each.offset);
    expect(await read(5n, 8n)).toEqual([5n, 6n, 7n]);
    expect(await read(18n, 99n)).toEqual([18n, 19n]);
    expect(await read(3n, 3n)).toEqual([]);
    expect(await read(20n, 30n)).toEqual([]);
    await expect(log.read(topic, 7, 0n, 1n)).rejects.toThrow(/7/);
  });

  check('positions-from-assignment', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    await sendNumbered(log, topic, 0, 400);
    const admin = await log.admin();
    const ends = await admin.offsets(topic);
    await admin.close();
    const chosen = ends.filter((each) => each.end > 3n);
    const skipped = chosen[0]?.partition;
    const worker = await startWorker(log, topic, unique('group'), {
      onAssigned: async (partitions) =>
        partitions.filter((at) => at.partition !== skipped).map((at) => ({ ...at, offset: 3n, metadata: '' })),
    });
    const expected = chosen.slice(1).reduce((sum, each) => sum + Number(each.end) - 3, 0);
    await until('all arrived', () => worker.records.length >= expected);
    await pause(300);
    expect(worker.records).toHaveLength(expected);
    expect(worker.records.every((each) => each.offset >= 3n && each.partition !== skipped)).toBe(true);
    await worker.consumer.close();
  });

  check('outside-the-log', async () => {
    const log = await factory();
    const topic = await freshTopic(log, 1);
    const worker = await startWorker(log, topic, unique('group'), {
      onAssigned: async (partitions) => partitions.map((at) => ({ ...at, offset: 9_999n, metadata: '' })),
      onRevoked: async () => undefined,
    });
    await until('the fault is reported', () => worker.errors.length > 0);
    const producer = await log.producer();
    await producer.send([{ topic, partition: 0, key: 'k', value: Buffer.from('1'), headers: {} }]);
    await pause(500);
    expect(worker.errors[0]?.message).toContain(topic);
    expect(worker.records).toEqual([]);
    await producer.close();
    await worker.consumer.close();
  });

  check('pause-resume', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const records: LogRecord[] = [];
    let paused = false;
    let early = 0;
    const worker = await startWorker(log, topic, unique('group'), {
      onRecords(some) {
        if (paused) early += some.length;
        records.push(...some);
        paused = true;
        worker.consumer.pause(partitionsOf(topic));
        setTimeout(() => {
          paused = false;
          worker.consumer.resume(partitionsOf(topic));
        }, 5);
      },
    });
    await sendNumbered(log, topic, 0, 3_000, 100);
    await until('all arrived', () => records.length >= 3_000);
    expect(numbersOf(records)).toEqual(upTo(3_000));
    // kafkajs hands over one partition at a time, so what a pause inside a delivery holds back is at most nothing.
    expect(early).toBe(0);
    await worker.consumer.close();
  });

  check('pause-one', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const worker = await startWorker(log, topic, unique('group'));
    await until('assigned', () => worker.assigned.length > 0);
    await pause(300);
    const held = { topic, partition: 1 };
    worker.consumer.pause([held]);
    await sendNumbered(log, topic, 0, 1_200);
    const ofHeld = upTo(1_200).length - (await othersThan(log, topic, 1));
    await until('the others arrived', () => worker.records.length >= 1_200 - ofHeld);
    await pause(300);
    expect(worker.records.filter((each) => each.partition === 1)).toEqual([]);
    worker.consumer.resume([held]);
    await until('the rest arrived', () => worker.records.length >= 1_200);
    expect(ofHeld).toBeGreaterThan(0);
    expect(numbersOf(worker.records)).toEqual(upTo(1_200));
    await worker.consumer.close();
  });

  check('close-under-load', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const group = unique('group');
    const worker = await startWorker(log, topic, group);
    const sending = sendNumbered(log, topic, 0, 2_000, 50);
    await until('some arrived', () => worker.records.length > 100);
    await worker.consumer.close();
    const atClose = worker.records.length;
    await worker.consumer.close();
    await sending;
    await pause(300);
    expect(worker.records).toHaveLength(atClose);
    const next = await startWorker(log, topic, group);
    await until('the rest arrived', () => next.records.length >= 2_000 - atClose);
    expect(numbersOf([...worker.records, ...next.records])).toEqual(upTo(2_000));
    expect(worker.errors).toEqual([]);
    await next.consumer.close();
  });
}

async function othersThan(log: MessageLog, topic: string, partition: number): Promise<number> {
  const admin = await log.admin();
  const offsets = await admin.offsets(topic);
  await admin.close();
  return offsets.filter((each) => each.partition !== partition).reduce((sum, each) => sum + Number(each.end), 0);
}
