import { Producer as Client, ProduceAcks } from '@platformatic/kafka';
import { offsetsInOrder, refuseUnknownPartitions } from '../offsets.ts';
import type { LogOptions, OutRecord, Producer } from '../port.ts';
import { clientOptions } from './settings.ts';

/** Idempotent, acks=all, no linger: one call is one produce request per broker. */
export function createProducer(options: LogOptions): Producer {
  const client = new Client<Buffer | null, Buffer | null, string, string>({
    ...clientOptions(options),
    idempotent: true,
    acks: ProduceAcks.ALL,
    maxInflights: 1,
    serializers: {
      key: (key) => key ?? undefined,
      value: (value) => value ?? undefined,
      headerKey: (name) => Buffer.from(name ?? '', 'utf8'),
      headerValue: (value) => Buffer.from(value ?? '', 'utf8'),
    },
  });
  client.on('error', () => undefined);

  async function send(records: readonly OutRecord[]): Promise<readonly bigint[]> {
    if (records.length === 0) return [];
    // The client takes an unknown partition modulo the count, and a record that lands elsewhere than asked breaks the order of its key.
    const metadata = await client.metadata({ topics: [...new Set(records.map((record) => record.topic))] });
    refuseUnknownPartitions(records, (topic) => metadata.topics.get(topic)?.partitionsCount ?? 0);
    const result = await client.send({ messages: records.map(toMessage) });
    return offsetsInOrder(records, new Map((result.offsets ?? []).map((each) => [`${each.topic}:${each.partition}`, each.offset])));
  }

  return { send, close: () => client.close() };
}

function toMessage(record: OutRecord) {
  return {
    topic: record.topic,
    partition: record.partition,
    key: record.key === null ? null : Buffer.from(record.key, 'utf8'),
    value: record.value,
    headers: record.headers as Record<string, string>,
  };
}
