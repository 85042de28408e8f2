import type { LogRecord, TopicPartition } from '../port.ts';
import type { FetchedMessage } from './client.ts';

/** A fetched message as a record of the port. Of a header given twice the last one counts. */
export function toRecord(at: TopicPartition, message: FetchedMessage): LogRecord {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, given] of Object.entries(message.headers ?? {})) {
    const last = Array.isArray(given) ? given.at(-1) : given;
    headers[name] = last === undefined ? '' : last.toString();
  }
  return {
    topic: at.topic,
    partition: at.partition,
    offset: BigInt(message.offset),
    timestamp: Number(message.timestamp),
    key: message.key === null ? null : message.key.toString('utf8'),
    value: message.value,
    headers,
  };
}
