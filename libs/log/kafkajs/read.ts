import { PartitionAssigners } from 'kafkajs';
import type { LogOptions, LogRecord } from '../port.ts';
import { type Cluster, createClient, MAX_WAIT } from './client.ts';
import { toRecord } from './records.ts';

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
  const cluster = openCluster(options);
  const deadline = Date.now() + TIMEOUT;
  await cluster.connect();
  try {
    await cluster.addTargetTopic(topic);
    const metadata = cluster.findTopicPartitionMetadata(topic).find((each) => each.partitionId === partition);
    if (!metadata) throw new Error(`${topic}/${partition} does not exist`);
    const broker = await cluster.findBroker({ nodeId: String(metadata.leader) });
    const found: LogRecord[] = [];
    for (let next = from; next < to; ) {
      if (Date.now() > deadline) throw new Error(`reading ${topic}/${partition} up to ${to} took longer than ${TIMEOUT} ms`);
      const { responses } = await broker.fetch(requestFor(topic, partition, next));
      const answer = responses[0]?.partitions[0];
      if (!answer) continue;
      const fresh = answer.messages.filter((message) => BigInt(message.offset) >= next);
      for (const message of fresh) {
        if (BigInt(message.offset) < to && !message.isControlRecord) found.push(toRecord({ topic, partition }, message));
      }
      const last = fresh.at(-1);
      if (!last && next >= BigInt(answer.highWatermark)) break;
      if (last) next = BigInt(last.offset) + 1n;
    }
    return found;
  } finally {
    await cluster.disconnect();
  }
}

function requestFor(topic: string, partition: number, from: bigint) {
  const topics = [{ topic, partitions: [{ partition, fetchOffset: from.toString(), maxBytes: MAX_BYTES }] }];
  return { maxWaitTime: MAX_WAIT, minBytes: 1, maxBytes: MAX_BYTES, isolationLevel: 0, rackId: '', topics };
}

/** kafkajs reads only in a group; its cluster, which it hands to partition assigners, reads without one. */
function openCluster(options: LogOptions): Cluster {
  let cluster: Cluster | undefined;
  createClient(options).consumer({
    groupId: `${options.clientId}-never-joined`,
    allowAutoTopicCreation: false,
    partitionAssigners: [
      (config) => {
        cluster = config.cluster as unknown as Cluster;
        return PartitionAssigners.roundRobin(config);
      },
    ],
  });
  if (!cluster) throw new Error('kafkajs did not hand over its cluster');
  return cluster;
}
