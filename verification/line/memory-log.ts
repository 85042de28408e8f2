import { createMemoryLog, type MessageLog } from '#libs/log';
import { topicSpecs } from '#libs/model';

/** By topic, as many as a laptop has. */
export const linePartitions: ReadonlyMap<string, number> = new Map(topicSpecs.map(({ topic, partitions }) => [topic, partitions]));

/** A log in memory with every topic of the line. */
export async function memoryLog(): Promise<MessageLog> {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics(topicSpecs.map((spec) => ({ ...spec, replicationFactor: 1 })));
  return log;
}
