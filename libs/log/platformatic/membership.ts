import { type Consumer as Client, findErrorBy, type GroupAssignment } from '@platformatic/kafka';
import type { Position, TopicPartition } from '../port.ts';
import { getApi, getConnection } from './request.ts';
import type { OffsetCommitRequest, OffsetCommitResponse } from './wire.ts';

const COMMIT_ATTEMPTS = 4;
const COMMIT_PAUSE = 250;

/** Single partitions out of a group assignment. */
export function flatten(assignments: readonly GroupAssignment[]): TopicPartition[] {
  return assignments.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })));
}

/**
 * Commits positions with their metadata. The client's own `commit` cannot carry metadata and joins the group anew when it is refused, so
 * the request is made here, over the connection to the coordinator that the heartbeats use.
 * @throws what the broker answered, when the group has moved on or the coordinator stays unreachable.
 */
export async function commitPositions(client: Client, positions: readonly Position[]): Promise<void> {
  const { generationId, memberId } = client;
  if (memberId === null) throw new Error(`not a member of group ${client.groupId}: nothing can be committed`);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await requestCommit(client, generationId, memberId, positions);
    } catch (error) {
      const lost = error instanceof Error && findErrorBy(error, 'needsRejoin', true) !== null;
      if (lost || attempt === COMMIT_ATTEMPTS || client.closed) throw error;
    }
    client.clearMetadata();
    await new Promise((resolve) => setTimeout(resolve, COMMIT_PAUSE));
  }
}

async function requestCommit(client: Client, generation: number, member: string, positions: readonly Position[]): Promise<void> {
  const coordinator = await client.findGroupCoordinator();
  const metadata = await client.metadata({ topics: [...new Set(positions.map((position) => position.topic))] });
  const broker = metadata.brokers.get(coordinator);
  if (!broker) throw new Error(`the coordinator of group ${client.groupId} is not among the brokers`);
  const api = await getApi<OffsetCommitRequest, OffsetCommitResponse>(client, 'OffsetCommit');
  const connection = await getConnection(client, broker);
  await api.async(connection, client.groupId, generation, member, client.groupInstanceId, byTopic(positions));
}

function byTopic(positions: readonly Position[]): OffsetCommitRequest[4] {
  return [...new Set(positions.map((position) => position.topic))].map((name) => ({
    name,
    partitions: positions
      .filter((position) => position.topic === name)
      .map(({ partition, offset, metadata }) => ({
        partitionIndex: partition,
        committedOffset: offset,
        committedLeaderEpoch: -1,
        committedMetadata: metadata,
      })),
  }));
}
