import { Admin as Client, findErrorBy, ListOffsetTimestamps } from '@platformatic/kafka';
import type { Admin, LogOptions, Position, TopicPartition, TopicSpec } from '../port.ts';
import { refuseOtherCounts } from '../topics.ts';
import { clientOptions } from './settings.ts';

/** Topics, offsets and committed positions over the client's admin API. */
export function createAdmin(options: LogOptions): Admin {
  const client = new Client(clientOptions(options));
  client.on('error', () => undefined);

  async function partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const existing = new Set(await client.listTopics({}));
    const known = topics.filter((topic) => existing.has(topic));
    if (known.length === 0) return new Map();
    const metadata = await client.metadata({ topics: [...known], forceUpdate: true });
    return new Map([...metadata.topics].map(([topic, { partitionsCount }]) => [topic, partitionsCount]));
  }

  async function ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    const existing = await partitions(specs.map((spec) => spec.topic));
    refuseOtherCounts(specs, existing);
    for (const spec of specs.filter((each) => !existing.has(each.topic))) await create(spec);
    refuseOtherCounts(specs, await partitions(specs.map((spec) => spec.topic)));
  }

  async function create(spec: TopicSpec): Promise<void> {
    const configs = Object.entries(spec.config).map(([name, value]) => ({ name, value }));
    try {
      await client.createTopics({ topics: [spec.topic], partitions: spec.partitions, replicas: spec.replicationFactor, configs });
    } catch (error) {
      const raced = error instanceof Error && findErrorBy(error, 'apiId', 'TOPIC_ALREADY_EXISTS');
      if (!raced) throw error;
    }
  }

  async function offsets(topic: string): Promise<readonly (TopicPartition & { start: bigint; end: bigint })[]> {
    const count = (await partitions([topic])).get(topic);
    if (count === undefined) throw new Error(`topic ${topic} does not exist`);
    const [start, end] = await Promise.all([
      list(topic, count, ListOffsetTimestamps.EARLIEST),
      list(topic, count, ListOffsetTimestamps.LATEST),
    ]);
    return Array.from({ length: count }, (_, partition) => ({
      topic,
      partition,
      start: start.get(partition) ?? 0n,
      end: end.get(partition) ?? 0n,
    }));
  }

  async function list(topic: string, count: number, timestamp: bigint): Promise<Map<number, bigint>> {
    const asked = Array.from({ length: count }, (_, partitionIndex) => ({ partitionIndex, timestamp }));
    const [answer] = await client.listOffsets({ topics: [{ name: topic, partitions: asked }] });
    return new Map(answer?.partitions.map(({ partitionIndex, offset }) => [partitionIndex, offset]));
  }

  async function committed(group: string, topic: string): Promise<readonly Position[]> {
    const groups = await client.listConsumerGroupOffsets({ groups: [group] });
    const found = groups.flatMap((each) => each.topics).filter((each) => each.name === topic);
    return found
      .flatMap((each) => each.partitions)
      .filter((each) => each.committedOffset >= 0n)
      .map((each) => ({ topic, partition: each.partitionIndex, offset: each.committedOffset, metadata: each.metadata ?? '' }));
  }

  return { ensureTopics, partitions, offsets, committed, close: () => client.close() };
}
