import { expect } from '@jest/globals';
import type { MessageLog, OutRecord, Producer } from '../port.ts';
import type { Check } from './features.ts';
import { freshTopic, numbered, numbersOf, pause, startWorker, unique, upTo } from './scene.ts';

/** The broker behind a log, where a test may break it. */
export interface BreakableBroker {
  /** Ends the broker as kill -9 does. */
  kill(): Promise<void>;
  /** Starts it again on the same data. */
  start(): Promise<void>;
}

const TOTAL = 2_000;
const BATCH = 50;
const DEADLINE = 120_000;

/** A broker that dies in the middle. */
export function describeRestart(factory: () => Promise<MessageLog>, broker: BreakableBroker, check: Check): void {
  check(
    'broker-restart',
    async () => {
      const log = await factory();
      const topic = await freshTopic(log);
      const group = unique('group');
      const worker = await startWorker(log, topic, group);
      const sending = sendAll(log, topic);
      await patiently('some arrived', () => worker.records.length > 300);
      await broker.kill();
      await pause(2_000);
      await broker.start();
      await sending;
      await patiently('all arrived', () => new Set(numbersOf(worker.records)).size === TOTAL);
      expect([...new Set(numbersOf(worker.records))]).toEqual(upTo(TOTAL));
      await patiently('positions can be committed again', () => worker.assigned.length > 0);
      await retrying(() => worker.consumer.commit(worker.positions()));
      await worker.consumer.close();
      const next = await startWorker(log, topic, group);
      await pause(1_500);
      expect(next.records).toEqual([]);
      await next.consumer.close();
    },
    DEADLINE * 2,
  );
}

/** One batch after the other; a batch that fails is sent again by a new producer before anything new. */
async function sendAll(log: MessageLog, topic: string): Promise<void> {
  let producer: Producer | undefined;
  for (let at = 0; at < TOTAL; at += BATCH) {
    const batch: OutRecord[] = upTo(BATCH).map((index) => numbered(topic, at + index));
    await retrying(async () => {
      producer ??= await log.producer();
      try {
        await producer.send(batch);
      } catch (error) {
        await producer.close().catch(() => undefined);
        producer = undefined;
        throw error;
      }
    });
    await pause(20);
  }
  await producer?.close();
}

async function retrying(act: () => Promise<void>): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await pause(250);
  }
}

async function patiently(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(20);
  }
}
