import type { LogOptions } from '../port.ts';

/**
 * Group timing, milliseconds. A member that dies is replaced after `sessionTimeout`, the shortest that a broker allows by default
 * (group.min.session.timeout.ms); one that leaves, at once.
 */
export const GROUP = { sessionTimeout: 6_000, rebalanceTimeout: 6_000, heartbeatInterval: 1_000 } as const;

/** Options that every client of this adapter shares. Retries are few and short: what is above decides what to do about a lasting fault. */
export function clientOptions(options: LogOptions) {
  return {
    clientId: options.clientId,
    bootstrapBrokers: [...options.brokers],
    retries: 5,
    retryDelay: 200,
    connectTimeout: 5_000,
    requestTimeout: 15_000,
    timeout: 10_000,
    autocreateTopics: false,
  };
}
