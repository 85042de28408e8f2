import type { LogRecord, OutRecord, Position, TopicPartition, TopicSpec } from '../port.ts';

/** Everything a broker keeps: records per partition, committed positions per group. */
export interface Store {
  create(spec: TopicSpec): void;
  count(topic: string): number | undefined;
  /** Appends in the order given, all or none. @throws RangeError for a partition that does not exist. */
  append(records: readonly OutRecord[]): bigint[];
  /** Up to `limit` records from `from` on. */
  slice(at: TopicPartition, from: bigint, limit: number): readonly LogRecord[];
  end(at: TopicPartition): bigint;
  commit(group: string, positions: readonly Position[]): void;
  committed(group: string, topic: string): Position[];
  /** Calls `listener` after each append, with where it went; the answer ends that. */
  onAppend(listener: (appended: readonly TopicPartition[]) => void): () => void;
}

/** A store in the memory of this process. `now` dates the appends, epoch milliseconds. */
export function createStore(now: () => number): Store {
  const topics = new Map<string, LogRecord[][]>();
  const commits = new Map<string, Map<string, Position>>();
  const listeners = new Set<(appended: readonly TopicPartition[]) => void>();

  function log(at: TopicPartition): LogRecord[] {
    const found = topics.get(at.topic)?.[at.partition];
    if (!found)
      throw new RangeError(`topic ${at.topic} has ${topics.get(at.topic)?.length ?? 0} partitions, so none numbered ${at.partition}`);
    return found;
  }

  function append(records: readonly OutRecord[]): bigint[] {
    for (const record of records) log(record);
    const offsets = records.map((record) => {
      const partition = log(record);
      const offset = BigInt(partition.length);
      const value = record.value === null ? null : Buffer.from(record.value);
      partition.push({ ...record, value, headers: { ...record.headers }, offset, timestamp: now() });
      return offset;
    });
    for (const listener of [...listeners]) listener(records);
    return offsets;
  }

  return {
    append,
    create({ topic, partitions }) {
      if (!topics.has(topic))
        topics.set(
          topic,
          Array.from({ length: partitions }, () => []),
        );
    },
    count: (topic) => topics.get(topic)?.length,
    slice: (at, from, limit) => log(at).slice(Number(from), Number(from) + limit),
    end: (at) => BigInt(log(at).length),
    commit(group, positions) {
      const known = commits.get(group) ?? new Map<string, Position>();
      commits.set(group, known);
      for (const position of positions) known.set(`${position.topic}:${position.partition}`, { ...position });
    },
    committed: (group, topic) => [...(commits.get(group)?.values() ?? [])].filter((position) => position.topic === topic),
    onAppend(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
