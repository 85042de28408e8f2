import { type Consumer as Client, type ClusterMetadata, ConnectionPool, protocolErrors } from '@platformatic/kafka';
import type { Gather, LogRecord, Position, TopicPartition } from '../port.ts';
import { type FetchRequest, type FetchResponse, fetchRecords } from './fetch.ts';
import { readPartition } from './records.ts';
import { requestOver } from './request.ts';

/** Long poll: a broker answers at the first byte, or empty-handed after this many milliseconds. */
const MAX_WAIT = 1_000;
const PARTITION_BYTES = 1_048_576;
const MIN_BACK_OFF = 100;
const MAX_BACK_OFF = 2_000;
/** Milliseconds between two requests: what comes within them is fetched together, which saves a busy broker and process more than it costs a record. */
const REST = 5;

export interface FetcherEvents {
  onRecords(records: readonly LogRecord[]): void;
  onFault(error: Error): void;
}

export interface FetchLimits {
  readonly maxBytes: number;
  readonly gather?: Gather;
}

interface Share extends TopicPartition {
  offset: bigint;
  paused: boolean;
  /** In a request that is under way. */
  asked: boolean;
}

/**
 * Fetches the assigned partitions, each from its own position, without the client's stream: a request names exactly the partitions that
 * are neither paused nor asked for already, so pausing one never holds up another and resuming one never waits for a long poll.
 * What arrives for a partition that was paused or taken away meanwhile is dropped and fetched again later.
 */
export function createFetcher(client: Client, clientId: string, limits: FetchLimits, events: FetcherEvents) {
  let shares = new Map<string, Share>();
  let closed = false;
  let pumping = false;
  let askedAt = 0;
  let backOff = MIN_BACK_OFF;
  let retry: NodeJS.Timeout | undefined;
  const idlePools: ConnectionPool[] = [];
  const busyPools = new Set<ConnectionPool>();

  /** Gathers the changes of one tick (many resumes, say) into one request. */
  function wake(): void {
    if (pumping || closed || retry) return;
    pumping = true;
    const go = (): void => {
      void pump().finally(() => {
        pumping = false;
      });
    };
    const rest = REST - (performance.now() - askedAt);
    if (rest > 0) setTimeout(go, rest);
    else setImmediate(go);
  }

  async function pump(): Promise<void> {
    const wanted = [...shares.values()].filter((share) => !share.paused && !share.asked);
    if (closed || wanted.length === 0) return;
    try {
      const metadata = await client.metadata({ topics: [...new Set(wanted.map((share) => share.topic))] });
      for (const [leader, led] of groupByLeader(wanted, metadata)) void ask(leader, led, metadata);
    } catch {
      later();
    }
  }

  async function ask(leader: number, led: Share[], metadata: ClusterMetadata): Promise<void> {
    const wanted = led.filter((share) => !share.paused && !share.asked && shares.get(place(share)) === share);
    const broker = metadata.brokers.get(leader);
    if (closed || wanted.length === 0) return;
    if (!broker) return later();
    askedAt = performance.now();
    for (const share of wanted) share.asked = true;
    const from = new Map(wanted.map((share) => [share, share.offset]));
    const pool = takePool();
    try {
      const response = await requestOver(pool, broker, fetchRecords, [requestFor(wanted, limits)]);
      release(pool);
      settle(wanted);
      if (!accept(from, response)) return later();
      backOff = MIN_BACK_OFF;
    } catch {
      release(pool);
      settle(wanted);
      return later();
    }
    wake();
  }

  /** False when the broker could not give all that was asked. */
  function accept(from: ReadonlyMap<Share, bigint>, response: FetchResponse): boolean {
    const records: LogRecord[] = [];
    let whole = response.errorCode === 0;
    for (const fetched of response.partitions) {
      const share = shares.get(place(fetched));
      const start = share && from.get(share);
      if (!share || start === undefined || closed || share.paused) continue;
      if (fetched.errorCode !== 0) {
        fault(share, fetched.errorCode);
        whole = false;
        continue;
      }
      const read = readPartition(fetched, start);
      share.offset = read.next;
      for (const record of read.records) records.push(record);
    }
    if (records.length > 0) events.onRecords(records);
    return whole;
  }

  /** A position outside the log is never moved by itself: the partition stands still and a person is told. All else passes with new metadata. */
  function fault(share: Share, code: number): void {
    if (code !== protocolErrors.OFFSET_OUT_OF_RANGE?.code) {
      client.clearMetadata();
      return;
    }
    share.paused = true;
    events.onFault(new Error(`offset ${share.offset} of ${share.topic}/${share.partition} is outside the log; it was not read`));
  }

  function later(): void {
    if (closed || retry) return;
    client.clearMetadata();
    retry = setTimeout(() => {
      retry = undefined;
      wake();
    }, backOff);
    backOff = Math.min(backOff * 2, MAX_BACK_OFF);
  }

  function takePool(): ConnectionPool {
    const pool = idlePools.pop() ?? new ConnectionPool(clientId, { connectTimeout: 5_000, requestTimeout: MAX_WAIT + 10_000 });
    busyPools.add(pool);
    return pool;
  }

  function release(pool: ConnectionPool): void {
    busyPools.delete(pool);
    if (closed) void pool.close().catch(() => undefined);
    else idlePools.push(pool);
  }

  function setPaused(partitions: readonly TopicPartition[], paused: boolean): void {
    for (const at of partitions) {
      const share = shares.get(place(at));
      if (share) share.paused = paused;
    }
    if (!paused) wake();
  }

  return {
    /** Reads from these positions on, and nothing else. */
    assign(positions: readonly Position[]): void {
      shares = new Map(
        positions.map(({ topic, partition, offset }) => [
          `${topic}:${partition}`,
          { topic, partition, offset, paused: false, asked: false },
        ]),
      );
      wake();
    },
    pause: (partitions: readonly TopicPartition[]): void => setPaused(partitions, true),
    resume: (partitions: readonly TopicPartition[]): void => setPaused(partitions, false),
    /** Breaks off what is under way; nothing is delivered afterwards. */
    async close(): Promise<void> {
      closed = true;
      clearTimeout(retry);
      shares.clear();
      await Promise.allSettled([...idlePools, ...busyPools].map((pool) => pool.close()));
    },
  };
}

export type Fetcher = ReturnType<typeof createFetcher>;

function place(at: TopicPartition): string {
  return `${at.topic}:${at.partition}`;
}

function settle(shares: Share[]): void {
  for (const share of shares) share.asked = false;
}

function groupByLeader(shares: readonly Share[], metadata: ClusterMetadata): Map<number, Share[]> {
  const groups = new Map<number, Share[]>();
  for (const share of shares) {
    const leader = metadata.topics.get(share.topic)?.partitions[share.partition]?.leader ?? -1;
    groups.set(leader, [...(groups.get(leader) ?? []), share]);
  }
  return groups;
}

export function requestFor(
  wanted: readonly (TopicPartition & { offset: bigint })[],
  { maxBytes, gather = { bytes: 1, ms: MAX_WAIT } }: FetchLimits,
): FetchRequest {
  const ofPartition = Math.min(PARTITION_BYTES, maxBytes);
  const topics = [...Map.groupBy(wanted, ({ topic }) => topic)].map(
    ([topic, shares]) => [topic, shares.map(({ partition, offset }) => ({ partition, offset, maxBytes: ofPartition }))] as const,
  );
  return { topics, waitMs: gather.ms, minBytes: gather.bytes, maxBytes };
}
