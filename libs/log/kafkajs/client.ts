import { Kafka, type Broker as KafkaBroker, logLevel, type Message } from 'kafkajs';
import type { LogOptions } from '../port.ts';

/** Group timing, milliseconds: as in the other adapter. */
export const GROUP = { sessionTimeout: 6_000, rebalanceTimeout: 6_000, heartbeatInterval: 1_000 } as const;

/** kafkajs only looks at pauses, seeks and the group between two fetches, so a fetch is short. */
export const MAX_WAIT = 200;

/** A client that prints nothing; its complaints reach `onLog`, which only the consumer listens to. */
export function createClient(options: LogOptions, onLog?: (message: string, extra: Readonly<Record<string, unknown>>) => void): Kafka {
  dropTimeoutWarnings();
  return new Kafka({
    clientId: options.clientId,
    brokers: [...options.brokers],
    logLevel: onLog ? logLevel.ERROR : logLevel.NOTHING,
    logCreator: () => (entry) => onLog?.(entry.log.message, entry.log),
    connectionTimeout: 5_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 200, maxRetryTime: 2_000, retries: 5 },
  });
}

let installed = false;

/** kafkajs 2.2.4 asks for timers in the past, which Node 24 warns of on every connection; nothing else is hidden. */
function dropTimeoutWarnings(): void {
  if (installed) return;
  installed = true;
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]) => {
    if (args[1] === 'TimeoutNegativeWarning' && (new Error().stack ?? '').includes('kafkajs')) return;
    emitWarning(...args);
  };
}

/** The part of kafkajs's cluster that this adapter uses. kafkajs hands it to partition assigners; it has no other public door to it. */
export interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  addTargetTopic(topic: string): Promise<void>;
  refreshMetadata(): Promise<void>;
  findTopicPartitionMetadata(topic: string): { partitionId: number; leader: number }[];
  findBroker(node: { nodeId: string }): Promise<ClusterBroker>;
  findGroupCoordinator(group: { groupId: string }): Promise<KafkaBroker>;
}

export interface ClusterBroker {
  fetch(request: {
    maxWaitTime: number;
    minBytes: number;
    maxBytes: number;
    isolationLevel: number;
    rackId: string;
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[];
  }): Promise<{ responses: { partitions: { highWatermark: string; messages: FetchedMessage[] }[] }[] }>;
}

export type FetchedMessage = Pick<Message, 'headers'> & {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly timestamp: string;
  readonly offset: string;
  readonly isControlRecord?: boolean;
};
