import { Producer as Client, ProduceAcks, type ProduceResult } from '@platformatic/kafka';
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
    await refuseUnknownPartitions(client, records);
    const result = await client.send({ messages: records.map(toMessage) });
    return offsetsInOrder(records, result);
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

/** The client takes an unknown partition modulo the count; a record that lands elsewhere than asked would break the order of its key. */
async function refuseUnknownPartitions(client: { metadata: Client['metadata'] }, records: readonly OutRecord[]): Promise<void> {
  const metadata = await client.metadata({ topics: [...new Set(records.map((record) => record.topic))] });
  for (const { topic, partition } of records) {
    const count = metadata.topics.get(topic)?.partitionsCount ?? 0;
    if (!(partition >= 0 && partition < count))
      throw new RangeError(`topic ${topic} has ${count} partitions, so none numbered ${partition}`);
  }
}

/** A broker answers with the first offset per partition; the records of a partition follow it in the order given. */
function offsetsInOrder(records: readonly OutRecord[], result: ProduceResult): bigint[] {
  const next = new Map((result.offsets ?? []).map((each) => [`${each.topic}:${each.partition}`, each.offset]));
  return records.map(({ topic, partition }) => {
    const place = `${topic}:${partition}`;
    const offset = next.get(place);
    if (offset === undefined || offset < 0n) throw new Error(`the broker did not tell where a record of ${place} was appended`);
    next.set(place, offset + 1n);
    return offset;
  });
}
