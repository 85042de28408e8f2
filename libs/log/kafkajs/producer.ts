import type { Message, TopicMessages } from 'kafkajs';
import { offsetsInOrder, refuseUnknownPartitions } from '../offsets.ts';
import type { LogOptions, OutRecord, Producer } from '../port.ts';
import { createClient } from './client.ts';

const COUNT_FOR = 30_000;

/** Idempotent, acks=all, one request in flight. */
export async function createProducer(options: LogOptions): Promise<Producer> {
  const kafka = createClient(options);
  const admin = kafka.admin();
  const client = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  const counts = new Map<string, { count: number; until: number }>();
  await Promise.all([client.connect(), admin.connect()]);

  /** kafkajs loses a record for an unknown partition without a word, so counts are known before anything is sent. */
  async function learnCounts(records: readonly OutRecord[]): Promise<void> {
    const stale = [...new Set(records.map((record) => record.topic))].filter((topic) => (counts.get(topic)?.until ?? 0) < Date.now());
    if (stale.length === 0) return;
    const { topics } = await admin.fetchTopicMetadata({ topics: stale });
    for (const { name, partitions } of topics) counts.set(name, { count: partitions.length, until: Date.now() + COUNT_FOR });
  }

  return {
    async send(records) {
      if (records.length === 0) return [];
      await learnCounts(records);
      refuseUnknownPartitions(records, (topic) => counts.get(topic)?.count ?? 0);
      const answers = await client.sendBatch({ acks: -1, topicMessages: byTopic(records) });
      const refused = answers.find((answer) => answer.errorCode !== 0);
      if (refused)
        throw new Error(`the broker refused records of ${refused.topicName}/${refused.partition} with code ${refused.errorCode}`);
      return offsetsInOrder(
        records,
        new Map(answers.map((each) => [`${each.topicName}:${each.partition}`, BigInt(each.baseOffset ?? -1)])),
      );
    },
    async close() {
      await Promise.allSettled([client.disconnect(), admin.disconnect()]);
    },
  };
}

function byTopic(records: readonly OutRecord[]): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  for (const { topic, partition, key, value, headers } of records) {
    const messages = topics.get(topic) ?? [];
    topics.set(topic, messages);
    messages.push({ partition, key, value, headers: { ...headers } });
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}
