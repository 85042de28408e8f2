import { Admin as Client, ConnectionPool } from '@platformatic/kafka';
import type { LogOptions, LogRecord } from '../port.ts';
import { fetchRecords } from './fetch.ts';
import { requestFor } from './fetcher.ts';
import { readPartition } from './records.ts';
import { requestOver } from './request.ts';
import { clientOptions } from './settings.ts';

const MAX_BYTES = 4_194_304;
const TIMEOUT = 30_000;

/** Reads `[from, to)` of one partition without a group. Ends early at the end of the log. @throws when it takes longer than 30 s. */
export async function readRange(
  options: LogOptions,
  topic: string,
  partition: number,
  from: bigint,
  to: bigint,
): Promise<readonly LogRecord[]> {
  const client = new Client(clientOptions(options));
  client.on('error', () => undefined);
  const pool = new ConnectionPool(options.clientId, { connectTimeout: 5_000, requestTimeout: TIMEOUT });
  const deadline = Date.now() + TIMEOUT;
  try {
    const metadata = await client.metadata({ topics: [topic] });
    const broker = metadata.brokers.get(metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1);
    if (!broker) throw new Error(`${topic}/${partition} has no leader`);
    const found: LogRecord[] = [];
    for (let next = from; next < to; ) {
      if (Date.now() > deadline) throw new Error(`reading ${topic}/${partition} up to ${to} took longer than ${TIMEOUT} ms`);
      const request = requestFor([{ topic, partition, offset: next }], { maxBytes: MAX_BYTES });
      const [answer] = (await requestOver(pool, broker, fetchRecords, [request])).partitions;
      if (!answer) continue;
      if (answer.errorCode !== 0)
        throw new Error(`${topic}/${partition} cannot be read from ${next} on: Kafka's error ${answer.errorCode}`);
      const fetched = readPartition(answer, next);
      for (const record of fetched.records) if (record.offset < to) found.push(record);
      if (fetched.next === next && next >= answer.highWatermark) break;
      next = fetched.next;
    }
    return found;
  } finally {
    await Promise.allSettled([pool.close(), client.close()]);
  }
}
