import { IS_CONTROL, type KafkaRecord, type RecordsBatch } from '@platformatic/kafka';
import type { LogRecord, TopicPartition } from '../port.ts';
import type { FetchResponsePartition } from './wire.ts';

/** What one fetched partition holds from `from` on, and the offset to ask for next. */
export interface Fetched {
  readonly records: LogRecord[];
  readonly next: bigint;
}

/** A broker sends whole batches, so those around `from` may hold older records; control batches hold none of ours. */
export function readPartition(at: TopicPartition, from: bigint, partition: FetchResponsePartition): Fetched {
  const records: LogRecord[] = [];
  let next = from;
  for (const batch of partition.records ?? []) {
    if (!(batch.attributes & IS_CONTROL)) readBatch(at, from, batch, records);
    const after = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    if (after > next) next = after;
  }
  return { records, next };
}

function readBatch(at: TopicPartition, from: bigint, batch: RecordsBatch, into: LogRecord[]): void {
  const appendTime = (batch.attributes & 8) !== 0;
  for (const record of batch.records) {
    const offset = batch.firstOffset + BigInt(record.offsetDelta);
    if (offset < from) continue;
    into.push({
      topic: at.topic,
      partition: at.partition,
      offset,
      timestamp: Number(appendTime ? batch.maxTimestamp : batch.firstTimestamp + record.timestampDelta),
      key: record.key === null ? null : record.key.toString('utf8'),
      value: record.value,
      headers: readHeaders(record),
    });
  }
}

function readHeaders(record: KafkaRecord): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of record.headers) {
    if (name) headers[name.toString('utf8')] = value === null ? '' : value.toString('utf8');
  }
  return headers;
}
