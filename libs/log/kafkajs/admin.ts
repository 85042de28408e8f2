import type { Admin, LogOptions, Position, TopicPartition, TopicSpec } from '../port.ts';
import { refuseOtherCounts } from '../topics.ts';
import { createClient } from './client.ts';

/** Topics, offsets and committed positions over kafkajs's admin client. */
export async function createAdmin(options: LogOptions): Promise<Admin> {
  const client = createClient(options).admin();
  await client.connect();

  async function partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const existing = new Set(await client.listTopics());
    const known = topics.filter((topic) => existing.has(topic));
    if (known.length === 0) return new Map();
    const metadata = await client.fetchTopicMetadata({ topics: [...known] });
    return new Map(metadata.topics.map((topic) => [topic.name, topic.partitions.length]));
  }

  async function ensureTopics(specs: readonly TopicSpec[]): Promise<void> {
    const existing = await partitions(specs.map((spec) => spec.topic));
    refuseOtherCounts(specs, existing);
    const topics = specs
      .filter((spec) => !existing.has(spec.topic))
      .map((spec) => ({
        topic: spec.topic,
        numPartitions: spec.partitions,
        replicationFactor: spec.replicationFactor,
        configEntries: Object.entries(spec.config).map(([name, value]) => ({ name, value })),
      }));
    // Answers false when another process was faster; then the counts are compared again.
    if (topics.length > 0) await client.createTopics({ topics, waitForLeaders: true });
    refuseOtherCounts(specs, await partitions(specs.map((spec) => spec.topic)));
  }

  async function offsets(topic: string): Promise<readonly (TopicPartition & { start: bigint; end: bigint })[]> {
    const found = await client.fetchTopicOffsets(topic);
    return found
      .map(({ partition, low, high }) => ({ topic, partition, start: BigInt(low), end: BigInt(high) }))
      .sort((one, other) => one.partition - other.partition);
  }

  async function committed(group: string, topic: string): Promise<readonly Position[]> {
    const topics = await client.fetchOffsets({ groupId: group, topics: [topic] });
    return topics
      .flatMap((each) => each.partitions)
      .filter((each) => BigInt(each.offset) >= 0n)
      .map((each) => ({ topic, partition: each.partition, offset: BigInt(each.offset), metadata: each.metadata ?? '' }));
  }

  return { ensureTopics, partitions, offsets, committed, close: () => client.disconnect() };
}
