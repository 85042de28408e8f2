import type { TopicSpec } from './port.ts';

/**
 * Partition counts are frozen: with another count every key moves.
 * @throws Error naming the topic and both counts, for the first that differs.
 */
export function refuseOtherCounts(specs: readonly TopicSpec[], existing: ReadonlyMap<string, number>): void {
  for (const { topic, partitions } of specs) {
    const count = existing.get(topic);
    if (count !== undefined && count !== partitions) {
      throw new Error(`topic ${topic} has ${count} partitions, declared are ${partitions}: a partition count is never changed`);
    }
  }
}
