import { type Consumer as Client, type EachBatchPayload, type PartitionAssigner, PartitionAssigners } from 'kafkajs';
import { createAssignments } from '../assignments.ts';
import type { Consumer, ConsumerEvents, ConsumerOptions, LogOptions, LogRecord, Position, TopicPartition } from '../port.ts';
import { within } from '../within.ts';
import { type Cluster, createClient, GROUP, MAX_WAIT } from './client.ts';
import { toRecord } from './records.ts';

const DEFAULT_MAX_BYTES = 4_194_304;
const JOIN_TIMEOUT = 30_000;
const OUT_OF_RANGE = 'Offset out of range';

/**
 * A member of a consumer group. kafkajs tells of a rebalance without waiting for an answer, so the old assignment is given up, and awaited,
 * where it looks for the group's coordinator before each join: the old generation is still valid then.
 */
export async function createConsumer(options: LogOptions, wanted: ConsumerOptions, events: ConsumerEvents): Promise<Consumer> {
  const kafka = createClient(options, (message, extra) => {
    if (message.startsWith(OUT_OF_RANGE)) events.onError(new Error(`position outside the log of ${extra.topic}/${extra.partition}`));
  });
  const client = kafka.consumer({
    ...GROUP,
    groupId: wanted.group,
    maxWaitTimeInMs: wanted.gather?.ms ?? MAX_WAIT,
    minBytes: wanted.gather?.bytes ?? 1,
    maxBytes: wanted.maxBytes ?? DEFAULT_MAX_BYTES,
    allowAutoTopicCreation: false,
    readUncommitted: true,
    partitionAssigners: [givingUpFirst(PartitionAssigners.roundRobin, () => assignments.giveUp())],
  });
  let reading: readonly TopicPartition[] = [];
  const paused = new Set<string>();
  const assignments = createAssignments(events, start);

  /** An assignment stands still until its positions are known: kafkajs would start where the group last committed. */
  function start(positions: readonly Position[]): void {
    reading = positions;
    paused.clear();
    if (positions.length === 0) return;
    for (const { topic, partition, offset } of positions) client.seek({ topic, partition, offset: offset.toString() });
    client.resume(byTopic(positions));
  }

  async function eachBatch({ batch, resolveOffset }: EachBatchPayload): Promise<void> {
    const at = { topic: batch.topic, partition: batch.partition };
    const mine = reading.some((each) => place(each) === place(at));
    if (!mine || paused.has(place(at))) return;
    const records: LogRecord[] = batch.messages.map((message) => toRecord(at, message));
    resolveOffset(batch.lastOffset());
    if (records.length > 0) events.onRecords(records);
  }

  const joined = new Promise<void>((resolve) => {
    client.on(client.events.GROUP_JOIN, ({ payload }) => {
      const assigned = Object.entries(payload.memberAssignment).flatMap(([topic, partitions]) =>
        partitions.map((partition) => ({ topic, partition })),
      );
      if (assigned.length > 0) client.pause(byTopic(assigned));
      assignments.takeOver(assigned);
      resolve();
    });
  });
  client.on(client.events.CRASH, ({ payload }) => {
    if (!payload.restart) events.onError(payload.error);
  });
  await client.connect();
  try {
    await client.subscribe({ topics: [...wanted.topics], fromBeginning: true });
    await client.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
    await within(JOIN_TIMEOUT, joined, `joining group ${wanted.group}`);
  } catch (error) {
    await client.disconnect().catch(() => undefined);
    throw error;
  }
  assignments.open();
  return port(client, assignments, paused, () => reading);
}

function port(
  client: Client,
  assignments: ReturnType<typeof createAssignments>,
  paused: Set<string>,
  reading: () => readonly TopicPartition[],
): Consumer {
  let closing = false;
  const mine = (partitions: readonly TopicPartition[]) => partitions.filter((at) => reading().some((each) => place(each) === place(at)));
  return {
    pause(partitions) {
      const some = mine(partitions);
      for (const at of some) paused.add(place(at));
      if (some.length > 0) client.pause(byTopic(some));
    },
    resume(partitions) {
      const some = mine(partitions);
      for (const at of some) paused.delete(place(at));
      if (some.length > 0) client.resume(byTopic(some));
    },
    async commit(positions) {
      assignments.refuseForeign(positions);
      // Between a crash and its own restart kafkajs resolves without having committed.
      let committed = false;
      const forget = client.on(client.events.COMMIT_OFFSETS, () => {
        committed = true;
      });
      try {
        await client.commitOffsets(positions.map((position) => ({ ...position, offset: position.offset.toString() })));
      } finally {
        forget();
      }
      if (!committed) throw new Error('the consumer is restarting: nothing was committed');
    },
    async close() {
      if (closing) return;
      closing = true;
      await assignments.end();
      await client.disconnect();
    },
  };
}

/** An assigner like `inner` whose consumer waits for `giveUp` before it joins its group. */
function givingUpFirst(inner: PartitionAssigner, giveUp: () => Promise<void>): PartitionAssigner {
  return (config) => {
    const cluster = config.cluster as unknown as Cluster;
    const findGroupCoordinator = cluster.findGroupCoordinator.bind(cluster);
    cluster.findGroupCoordinator = async (group) => {
      await giveUp();
      return findGroupCoordinator(group);
    };
    return inner(config);
  };
}

function place(at: TopicPartition): string {
  return `${at.topic}:${at.partition}`;
}

function byTopic(partitions: readonly TopicPartition[]): { topic: string; partitions: number[] }[] {
  return [...new Set(partitions.map((each) => each.topic))].map((topic) => ({
    topic,
    partitions: partitions.filter((each) => each.topic === topic).map((each) => each.partition),
  }));
}
