import { FailureError } from '#libs/failures';
import {
  type Codec,
  type Consumer,
  createMemoryLog,
  hopsOf,
  type LogRecord,
  type MessageLog,
  type OutRecord,
  type Position,
} from '#libs/log';
import { createLogger, createMeters } from '#libs/telemetry';
import type { Endings, Message, Output, Runnable } from './contract.ts';
import type { Kernel } from './kernel.ts';
import { createOutbox, type Outbox } from './outbox.ts';

/** For this folder's tests: a process of the line over a log in memory, with the faults that a test wants. */
export interface Process {
  readonly kernel: Kernel;
  readonly outbox: Outbox;
  readonly fatal: Error[];
  /** As kill -9 leaves it: nothing is committed, revoked or read any more, and the group notices. */
  crash(): Promise<void>;
}

export interface Faults {
  send?: (records: readonly OutRecord[], send: () => Promise<readonly bigint[]>) => Promise<readonly bigint[]>;
  commit?: (positions: readonly Position[], commit: () => Promise<void>) => Promise<void>;
  prepare?: () => Promise<void>;
  admin?: () => void;
  /** Sees every pause and resume, by number of partitions. */
  flow?: (what: 'pause' | 'resume', partitions: number) => void;
}

export const topics = { in: 'in', out: 'out', outcome: 'outcome', review: 'review' } as const;
export const counts = new Map([
  [topics.in as string, 2],
  [topics.out, 2],
  [topics.outcome, 1],
  [topics.review, 1],
]);

export async function memoryWithTopics(): Promise<MessageLog> {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics([...counts].map(([topic, partitions]) => ({ topic, partitions, replicationFactor: 1, config: {} })));
  return log;
}

export function openProcess(memory: MessageLog, faults: Faults = {}): Process {
  const closers: (() => Promise<void>)[] = [];
  let dead = false;
  const log = faulty(memory, faults, () => dead, closers);
  const outbox = createOutbox(log, { onFault: () => undefined });
  const fatal: Error[] = [];
  const kernel: Kernel = {
    log,
    codec: jsonCodec(faults),
    outbox,
    endings: plainEndings,
    partitions: counts,
    logger: createLogger('test', 'silent'),
    meters: createMeters(),
    traceRatio: 1,
    membership: () => ({}),
    onFatal: (error) => void fatal.push(error),
  };
  return {
    kernel,
    outbox,
    fatal,
    async crash() {
      dead = true;
      for (const close of closers) await close();
    },
  };
}

function faulty(memory: MessageLog, faults: Faults, dead: () => boolean, closers: (() => Promise<void>)[]): MessageLog {
  const never = new Promise<never>(() => undefined);
  return {
    ...memory,
    async admin() {
      faults.admin?.();
      return memory.admin();
    },
    async producer() {
      const producer = await memory.producer();
      return {
        ...producer,
        send: (records) => {
          if (dead()) return never;
          return faults.send ? faults.send(records, () => producer.send(records)) : producer.send(records);
        },
      };
    },
    async consumer(options, events) {
      const consumer = await memory.consumer(options, {
        onRecords: (records) => (dead() ? undefined : events.onRecords(records)),
        onAssigned: (partitions) => (dead() ? never : events.onAssigned(partitions)),
        onRevoked: async (partitions) => (dead() ? undefined : events.onRevoked(partitions)),
        onError: events.onError,
      });
      closers.push(() => consumer.close());
      return faultyConsumer(consumer, faults, dead);
    },
  };
}

function faultyConsumer(consumer: Consumer, faults: Faults, dead: () => boolean): Consumer {
  return {
    ...consumer,
    pause(partitions) {
      faults.flow?.('pause', partitions.length);
      consumer.pause(partitions);
    },
    resume(partitions) {
      faults.flow?.('resume', partitions.length);
      consumer.resume(partitions);
    },
    async commit(positions) {
      if (dead()) throw new Error('this process is dead');
      await (faults.commit ? faults.commit(positions, () => consumer.commit(positions)) : consumer.commit(positions));
    },
  };
}

/** JSON instead of Avro; `?...` is of an unknown schema, `!...` corrupt, `#...` of another type, and `{unfit: true}` fits nothing. */
function jsonCodec(faults: Faults): Codec {
  const codes = { '?': 'unknown-schema', '!': 'corrupt', '#': 'wrong-type' } as const;
  const decode: Codec['decode'] = (_topic, value) => {
    if (value === null) return { ok: false, code: 'tombstone', message: 'a tombstone holds no value' };
    const code = codes[value.toString('latin1', 0, 1) as keyof typeof codes];
    if (code) return { ok: false, code, message: `this frame is ${code}` };
    return { ok: true, value: JSON.parse(value.toString()), schemaId: 1 };
  };
  return {
    register: async () => undefined,
    encode(topic, value) {
      if ((value as { unfit?: boolean }).unfit)
        throw new FailureError({ class: 'invalid', scope: 'record', evidence: { message: `does not fit ${topic}` } });
      return Buffer.from(JSON.stringify(value));
    },
    prepare: async () => faults.prepare?.(),
    decode,
    decodeAny: (value) => decode('', value),
  };
}

const end = (topic: string, message: Message<unknown>, value: object): Output => ({
  topic,
  key: message.id,
  id: `${topic} of ${message.id}`,
  value: { ...value, trail: hopsOf(message.trail) },
});

const plainEndings: Endings = {
  dropped: (stage, message, reason) => [end(topics.outcome, message, { kind: 'filtered', stage, reason })],
  parked: (stage, message, record, cause) => [
    end(topics.review, message, { stage, ...cause, at: `${record.partition}/${record.offset}` }),
    end(topics.outcome, message, { kind: 'parked', stage, reason: cause.code }),
  ],
};

/** Appends texts to a partition of the input topic, each as it is. */
export async function feedIn(log: MessageLog, partition: number, ...values: readonly (string | object | null)[]): Promise<void> {
  const producer = await log.producer();
  await producer.send(
    values.map((value) => ({
      topic: topics.in,
      partition,
      key: `k${partition}`,
      value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
      headers: {},
    })),
  );
}

export async function recordsOf(log: MessageLog, topic: string): Promise<LogRecord[]> {
  const parts = Array.from({ length: counts.get(topic) ?? 0 }, (_, partition) => log.read(topic, partition, 0n, 1_000_000n));
  return (await Promise.all(parts)).flat();
}

/** The values of a topic, oldest first within each partition. */
export async function valuesOf(log: MessageLog, topic: string): Promise<Record<string, unknown>[]> {
  return (await recordsOf(log, topic)).map((record) => JSON.parse(String(record.value)));
}

/** Next offset and mark that a group has committed, by partition. */
export async function committedBy(log: MessageLog, group: string): Promise<Record<number, string>> {
  const admin = await log.admin();
  const positions = await admin.committed(group, topics.in);
  return Object.fromEntries(positions.map(({ partition, offset, metadata }) => [partition, `${offset} ${metadata}`]));
}

export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function startAll(...runnables: readonly Runnable[]): Promise<void> {
  for (const runnable of runnables) await runnable.start();
}
