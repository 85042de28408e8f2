/**
 * The message log as the rest of Junctor sees it. Adapters: platformatic, kafkajs, memory; one conformance suite.
 * Only libs/stage and a few tools use it; a stage never does.
 */

/** Headers are UTF-8 text; names are read case-insensitively by `header()`. */
export type Headers = Readonly<Record<string, string>>;

export interface LogRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Broker append time or producer time, epoch milliseconds. */
  readonly timestamp: number;
  readonly key: string | null;
  /** null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Headers;
}

export interface OutRecord {
  readonly topic: string;
  /** Always explicit: `partitionFor(key, count)`, so that switching the client never moves a key. */
  readonly partition: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Headers;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

export interface Position extends TopicPartition {
  /** The next offset to read. */
  readonly offset: bigint;
  /** Free text kept with a committed offset (Kafka's commit metadata); '' when there is none. */
  readonly metadata: string;
}

export interface TopicSpec {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

export interface Producer {
  /**
   * Appends with acks=all and returns the base offset of each record, in the order given.
   * Throws when any record is not known to be appended; the producer must then be closed and replaced,
   * since what became of the batch is unknown.
   */
  send(records: readonly OutRecord[]): Promise<readonly bigint[]>;
  close(): Promise<void>;
}

export interface ConsumerEvents {
  /** Records of one fetch, ascending by offset within each partition. Must not throw and returns at once. */
  onRecords(records: readonly LogRecord[]): void;
  /** Called before the first record of a new assignment; positions to start from are what it resolves to. */
  onAssigned(partitions: readonly TopicPartition[]): Promise<readonly Position[]>;
  /** Called before the partitions are given away; the adapter waits for it, at most the session timeout. */
  onRevoked(partitions: readonly TopicPartition[]): Promise<void>;
  /** A fault the adapter cannot mend by itself (it reconnects by itself). */
  onError(error: Error): void;
}

export interface ConsumerOptions {
  readonly group: string;
  readonly topics: readonly string[];
  /** Stable member name for static membership, where the adapter has the feature. */
  readonly instanceId?: string;
  /** Upper bound of one fetch, in bytes. */
  readonly maxBytes?: number;
  /** The broker keeps records back until there are so many bytes of them, or so long; without it, it answers at the first byte. */
  readonly gather?: Gather;
}

/** For readers that nobody waits for: fewer and larger batches. */
export interface Gather {
  readonly bytes: number;
  readonly ms: number;
}

export interface Consumer {
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** Commits the next offsets to read. Throws when the group has moved on: that is normal after a rebalance. */
  commit(positions: readonly Position[]): Promise<void>;
  /** Leaves the group and closes; no event is delivered after it resolves. */
  close(): Promise<void>;
}

export interface Admin {
  /** Creates what is missing; refuses (throws, naming topic and both counts) when a partition count differs. */
  ensureTopics(specs: readonly TopicSpec[]): Promise<void>;
  /** Partition count per topic; a topic that does not exist is absent. */
  partitions(topics: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Earliest and next offset per partition of a topic. */
  offsets(topic: string): Promise<readonly (TopicPartition & { readonly start: bigint; readonly end: bigint })[]>;
  /** Committed positions of a group for a topic; a partition without a commit is absent. */
  committed(group: string, topic: string): Promise<readonly Position[]>;
  close(): Promise<void>;
}

/** What an adapter can do beyond the port's contract; waived features are named in the conformance matrix. */
export interface LogFeatures {
  readonly staticMembership: boolean;
  readonly cooperativeRebalance: boolean;
}

export interface MessageLog {
  readonly name: string;
  readonly features: LogFeatures;
  producer(): Promise<Producer>;
  consumer(options: ConsumerOptions, events: ConsumerEvents): Promise<Consumer>;
  admin(): Promise<Admin>;
  /** Reads records by position without a group (journeys, compacted topics): from `from` up to `to`, exclusive. */
  read(topic: string, partition: number, from: bigint, to: bigint): Promise<readonly LogRecord[]>;
}

export interface LogOptions {
  readonly brokers: readonly string[];
  readonly clientId: string;
}
