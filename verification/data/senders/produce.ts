import { setTimeout as pause } from 'node:timers/promises';
import { type MessageLog, type OutRecord, type Producer, partitionFor } from '#libs/log';
import { type AcceptedList, openAcceptedList } from './accepted-list.ts';

/** One record to put on a topic; `note` goes into the accepted list beside where it was appended. */
export interface Feed {
  readonly key: string;
  readonly value: Buffer;
  readonly note: Readonly<Record<string, string | number | null>>;
}

export interface ProduceOptions {
  readonly topic: string;
  /** Creates the topic with so many partitions when it does not exist; null expects it to exist. */
  readonly partitions: number | null;
  /** Records a second; null is as fast as the log takes them. */
  readonly rate: number | null;
  readonly accepted: string;
  readonly giveUpAfterMs: number;
  readonly signal?: AbortSignal;
}

export interface ProduceSummary {
  readonly accepted: number;
  readonly retries: number;
  readonly seconds: number;
}

const BATCH = 500;
/** Length of the slices in which a rate is kept. */
const SLICE_MS = 50;

/**
 * Appends records in their order, one batch in flight, the partition chosen by key. After a produce error the batch is sent
 * again with a new producer until `giveUpAfterMs`, so that a record may be appended twice but never lost or overtaken.
 */
export async function produce(log: MessageLog, feed: AsyncIterable<Feed>, options: ProduceOptions): Promise<ProduceSummary> {
  const count = await partitionsOf(log, options);
  const list = await openAcceptedList(options.accepted);
  const link: Link = { log, producer: await log.producer(), retries: 0 };
  const began = Date.now();
  let accepted = 0;
  try {
    for await (const batch of batches(feed, options.rate)) {
      if (options.signal?.aborted) break;
      if (options.rate !== null) await pause(Math.max(0, began + (accepted / options.rate) * 1000 - Date.now()));
      await append(link, batch, count, options, list);
      accepted += batch.length;
    }
  } finally {
    await link.producer.close();
    await list.close();
  }
  return { accepted, retries: link.retries, seconds: (Date.now() - began) / 1000 };
}

interface Link {
  readonly log: MessageLog;
  producer: Producer;
  retries: number;
}

async function append(link: Link, batch: readonly Feed[], count: number, options: ProduceOptions, list: AcceptedList): Promise<void> {
  const { topic } = options;
  const headers = { 'content-type': 'application/json' };
  const records = batch.map(({ key, value }): OutRecord => ({ topic, partition: partitionFor(key, count), key, value, headers }));
  const offsets = await sendUntilAppended(link, records, options);
  const at = Date.now();
  await list.append(
    batch.map(({ key, note }, i) => ({ at, key, ...note, topic, partition: records[i]?.partition, offset: String(offsets[i]) })),
  );
}

async function sendUntilAppended(link: Link, records: readonly OutRecord[], options: ProduceOptions): Promise<readonly bigint[]> {
  const until = Date.now() + options.giveUpAfterMs;
  for (let tries = 1; ; tries++) {
    try {
      return await link.producer.send(records);
    } catch (error) {
      if (Date.now() >= until || options.signal?.aborted) throw error;
      link.retries++;
      await pause(Math.min(100 * tries, 2_000));
      await link.producer.close().catch(() => undefined); // What is already lost can't be closed; the new one replaces it.
      link.producer = await link.log.producer();
    }
  }
}

async function* batches(feed: AsyncIterable<Feed>, rate: number | null): AsyncGenerator<readonly Feed[]> {
  const size = rate === null ? BATCH : Math.min(BATCH, Math.max(1, Math.floor((rate * SLICE_MS) / 1000)));
  let batch: Feed[] = [];
  for await (const item of feed) {
    batch.push(item);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

async function partitionsOf(log: MessageLog, { topic, partitions }: ProduceOptions): Promise<number> {
  const admin = await log.admin();
  try {
    if (partitions !== null) await admin.ensureTopics([{ topic, partitions, replicationFactor: 1, config: {} }]);
    const count = (await admin.partitions([topic])).get(topic);
    if (count === undefined) throw new Error(`topic ${topic} does not exist (--partitions N creates it)`);
    return count;
  } finally {
    await admin.close();
  }
}
