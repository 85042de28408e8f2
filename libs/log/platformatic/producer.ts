import { Producer as Client, type ClusterMetadata, findErrorBy } from '@platformatic/kafka';
import { offsetsInOrder, refuseUnknownPartitions } from '../offsets.ts';
import type { LogOptions, OutRecord, Producer, TopicPartition } from '../port.ts';
import { encodeBatch, type Origin } from './batch.ts';
import { type ProduceRequest, type ProduceResponse, produce } from './produce.ts';
import { getConnection } from './request.ts';
import { clientOptions } from './settings.ts';

const SEQUENCES = 2 ** 31;

/** An encoded batch, and where it belongs. */
interface Parcel extends TopicPartition {
  readonly batch: Buffer;
}

/**
 * Idempotent, acks=all, no linger: one call is one produce request per broker. Only what a broker refuses because another one leads the
 * partition is sent again here, as it was. After any other error the producer is of no more use, and what became of its records is for
 * the caller to settle with a new one.
 */
export function createProducer(options: LogOptions): Producer {
  const settings = clientOptions(options);
  const client = new Client({ ...settings, idempotent: true });
  client.on('error', () => undefined);
  const sequences = new Map<string, number>();
  let identity: Omit<Origin, 'sequence'> | null = null;
  let broken = false;

  /** A record that lands in another partition than asked breaks the order of its key. */
  async function metadataOf(records: readonly TopicPartition[]): Promise<ClusterMetadata> {
    const topics = [...new Set(records.map((record) => record.topic))];
    let metadata = await client.metadata({ topics });
    const count = (topic: string): number => metadata.topics.get(topic)?.partitionsCount ?? 0;
    if (records.some(({ topic, partition }) => partition >= count(topic))) metadata = await client.metadata({ topics, forceUpdate: true });
    refuseUnknownPartitions(records, count);
    return metadata;
  }

  async function encodeAll(records: readonly OutRecord[]): Promise<Parcel[]> {
    const origin = identity ?? (await client.initIdempotentProducer({}));
    identity = origin;
    const now = Date.now();
    return [...grouped(records, place)].map(([at, ofPlace]) => {
      const sequence = sequences.get(at) ?? 0;
      sequences.set(at, (sequence + ofPlace.length) % SEQUENCES);
      const { topic, partition } = ofPlace[0];
      return { topic, partition, batch: encodeBatch(ofPlace, { ...origin, sequence }, now) };
    });
  }

  /** Sent again with the sequence it had, a batch that did land is told apart by the broker. */
  async function deliver(parcels: readonly Parcel[]): Promise<ProduceResponse[]> {
    for (let attempt = 1; ; attempt += 1) {
      const metadata = await metadataOf(parcels);
      const leader = ({ topic, partition }: Parcel): number => metadata.topics.get(topic)?.partitions[partition]?.leader ?? -1;
      try {
        return await Promise.all([...grouped(parcels, leader)].map(([id, led]) => sendTo(id, led, metadata)));
      } catch (error) {
        const moved = error instanceof Error && findErrorBy(error, 'hasStaleMetadata', true) !== null;
        if (!moved || attempt > settings.retries) throw error;
      }
      client.clearMetadata();
      await new Promise((resolve) => setTimeout(resolve, settings.retryDelay));
    }
  }

  async function sendTo(leader: number, parcels: readonly Parcel[], metadata: ClusterMetadata): Promise<ProduceResponse> {
    const broker = metadata.brokers.get(leader);
    if (!broker) throw new Error(`broker ${leader}, which leads ${parcels.map(place).join(', ')}, is not known`);
    const request: ProduceRequest = [...grouped(parcels, (parcel) => parcel.topic)];
    return produce.async(await getConnection(client, broker), request, settings.timeout);
  }

  async function send(records: readonly OutRecord[]): Promise<readonly bigint[]> {
    if (records.length === 0) return [];
    if (broken) throw new Error('this producer failed before: what became of its records is not known');
    await metadataOf(records);
    try {
      return offsetsInOrder(records, firstOffsets(await deliver(await encodeAll(records))));
    } catch (error) {
      broken = true;
      throw error;
    }
  }

  return { send, close: () => client.close() };
}

const place = ({ topic, partition }: TopicPartition): string => `${topic}:${partition}`;

/** In the order given within each group. */
function grouped<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, [T, ...T[]]> {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function firstOffsets(answers: readonly ProduceResponse[]): Map<string, bigint> {
  const topics = answers.flatMap((answer) => answer.responses);
  return new Map(
    topics.flatMap(({ name, partitionResponses }) => partitionResponses.map((each) => [`${name}:${each.index}`, each.baseOffset] as const)),
  );
}
