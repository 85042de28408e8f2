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
      headerKey: (name) => headerName(name ?? ''),
      headerValue: (value) => Buffer.from(value ?? '', 'utf8'),
    },
  });
  client.on('error', () => undefined);
  const counts = new Map<string, number>();

  /** The client takes an unknown partition modulo the count, and a record that lands elsewhere than asked breaks the order of its key. */
  async function refuseUnknown(records: readonly OutRecord[]): Promise<void> {
    if (records.some((record) => record.partition >= (counts.get(record.topic) ?? 0))) {
      const { topics } = await client.metadata({ topics: [...new Set(records.map((record) => record.topic))], forceUpdate: true });
      for (const [topic, { partitionsCount }] of topics) counts.set(topic, partitionsCount);
    }
    refuseUnknownPartitions(records, (topic) => counts.get(topic) ?? 0);
  }

  async function send(records: readonly OutRecord[]): Promise<readonly bigint[]> {
    if (records.length === 0) return [];
    await refuseUnknown(records);
    const result = await client.send({ messages: records.map(toMessage) });
    return offsetsInOrder(records, new Map((result.offsets ?? []).map((each) => [`${each.topic}:${each.partition}`, each.offset])));
  }

  return { send, close: () => client.close() };
}

/** Header names are few and repeat in every record. */
const headerNames = new Map<string, Buffer>();

function headerName(name: string): Buffer {
  const known = headerNames.get(name);
  if (known !== undefined) return known;
  const bytes = Buffer.from(name, 'utf8');
  if (headerNames.size < 1_000) headerNames.set(name, bytes);
  return bytes;
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
