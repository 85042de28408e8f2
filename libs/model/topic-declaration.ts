/** What schemas/topics says about one topic. */
export interface TopicDeclaration {
  readonly topic: string;
  readonly purpose: string;
  readonly owner: string;
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
  /** Shape of the record key, or the one key there is. */
  readonly key: string;
  /** Model of the value: a key of `avroSchemas`. */
  readonly model: string;
  /** Path of the value's schema in the repository. */
  readonly schema: string;
  /** Frozen for this version of the topic. */
  readonly partitions: number;
  /** Kafka topic settings; the host adds the replication factor and min.insync.replicas. */
  readonly config: Readonly<Record<string, string>>;
  /** Compatibility that the schema registry enforces on the subject `<topic>-value`. */
  readonly compatibility: 'BACKWARD_TRANSITIVE';
  /** Which personal data may travel here. */
  readonly pii: string;
}
