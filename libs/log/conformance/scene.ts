import { partitionFor } from '../partition.ts';
import type { Consumer, ConsumerEvents, LogRecord, MessageLog, OutRecord, Position, TopicPartition } from '../port.ts';

let made = 0;

/** A name that no other test of this or another run uses. */
export function unique(prefix: string): string {
  made += 1;
  return `${prefix}.${Date.now().toString(36)}.${process.pid}.${made}`;
}

/** Creates a topic of `partitions` partitions and answers with its name. */
export async function freshTopic(log: MessageLog, partitions = 4): Promise<string> {
  const topic = unique('conformance');
  const admin = await log.admin();
  await admin.ensureTopics([{ topic, partitions, replicationFactor: 1, config: {} }]);
  await admin.close();
  return topic;
}

/** Record number `number` of `topic`: its key is one of 16, its value the number. */
export function numbered(topic: string, number: number, partitions = 4): OutRecord {
  const key = `k${number % 16}`;
  return { topic, partition: partitionFor(key, partitions), key, value: Buffer.from(String(number)), headers: {} };
}

/** Sends records number `from` up to `to`, exclusive, in batches. */
export async function sendNumbered(log: MessageLog, topic: string, from: number, to: number, batch = 200): Promise<void> {
  const producer = await log.producer();
  for (let at = from; at < to; at += batch) {
    await producer.send(Array.from({ length: Math.min(batch, to - at) }, (_, index) => numbered(topic, at + index)));
  }
  await producer.close();
}

/** Sends numbered records until stopped; the answer is how many there are. */
export function stream(log: MessageLog, topic: string): { stop(): Promise<number> } {
  let stopped = false;
  const sent = (async () => {
    const producer = await log.producer();
    let count = 0;
    for (; !stopped && count < 20_000; count += 20) {
      await producer.send(Array.from({ length: 20 }, (_, index) => numbered(topic, count + index)));
      await pause(5);
    }
    await producer.close();
    return count;
  })();
  return {
    stop() {
      stopped = true;
      return sent;
    },
  };
}

/** Waits until `holds`, at most 25 s. @throws Error naming `what`. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 25_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await pause(10);
  }
}

/** A rest for things to happen that should not. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The partitions of a topic. */
export function partitionsOf(topic: string, count = 4): TopicPartition[] {
  return Array.from({ length: count }, (_, partition) => ({ topic, partition }));
}

/** Start positions for an assignment: as committed, else from the beginning. */
export async function committedOrStart(log: MessageLog, group: string, partitions: readonly TopicPartition[]): Promise<Position[]> {
  const admin = await log.admin();
  const topics = [...new Set(partitions.map((at) => at.topic))];
  const committed = (await Promise.all(topics.map((topic) => admin.committed(group, topic)))).flat();
  await admin.close();
  return partitions.map((at) => {
    const known = committed.find((each) => each.topic === at.topic && each.partition === at.partition);
    return known ?? { ...at, offset: 0n, metadata: '' };
  });
}

/** A member that keeps what it gets and commits what it has when partitions are taken. */
export interface Worker {
  readonly consumer: Consumer;
  readonly records: LogRecord[];
  readonly assigned: TopicPartition[][];
  readonly revoked: TopicPartition[][];
  readonly errors: Error[];
  /** The next offsets after what was processed. */
  positions(): Position[];
}

/** Starts a worker; `over` replaces single reactions. */
export async function startWorker(log: MessageLog, topic: string, group: string, over: Partial<ConsumerEvents> = {}): Promise<Worker> {
  const records: LogRecord[] = [];
  const assigned: TopicPartition[][] = [];
  const revoked: TopicPartition[][] = [];
  const errors: Error[] = [];
  let since = 0;
  const positions = (): Position[] => {
    const next = new Map<string, Position>();
    for (const { topic: name, partition, offset } of records.slice(since)) {
      next.set(`${name}:${partition}`, { topic: name, partition, offset: offset + 1n, metadata: '' });
    }
    return [...next.values()];
  };
  const consumer: Consumer = await log.consumer(
    { group, topics: [topic] },
    {
      onRecords: (some) => void records.push(...some),
      onError: (error) => void errors.push(error),
      async onAssigned(partitions) {
        assigned.push([...partitions]);
        since = records.length;
        return committedOrStart(log, group, partitions);
      },
      async onRevoked(partitions) {
        const last = positions();
        if (last.length > 0) await consumer.commit(last);
        revoked.push([...partitions]);
      },
      ...over,
    },
  );
  return { consumer, records, assigned, revoked, errors, positions };
}

/** Values as numbers, sorted. */
export function numbersOf(records: readonly LogRecord[]): number[] {
  return records.map((record) => Number(record.value?.toString())).sort((one, other) => one - other);
}

/** 0 up to `end`, exclusive. */
export function upTo(end: number): number[] {
  return Array.from({ length: end }, (_, index) => index);
}
