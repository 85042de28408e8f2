import {
  type API,
  type Consumer as Client,
  type ClusterMetadata,
  ConnectionPool,
  protocolErrors,
  ResponseError,
} from '@platformatic/kafka';
import type { Gather, LogRecord, Position, TopicPartition } from '../port.ts';
import { type Fetched, readPartition } from './records.ts';
import { getApi, requestOver } from './request.ts';
import type { FetchRequest, FetchResponse } from './wire.ts';

/** Long poll: a broker answers at the first byte, or empty-handed after this many milliseconds. */
const MAX_WAIT = 1_000;
const PARTITION_BYTES = 1_048_576;
const MIN_BACK_OFF = 100;
const MAX_BACK_OFF = 2_000;

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
  let backOff = MIN_BACK_OFF;
  let retry: NodeJS.Timeout | undefined;
  const idlePools: ConnectionPool[] = [];
  const busyPools = new Set<ConnectionPool>();

  /** Gathers the changes of one tick (many resumes, say) into one request. */
  function wake(): void {
    if (pumping || closed || retry) return;
    pumping = true;
    setImmediate(() => {
      void pump().finally(() => {
        pumping = false;
      });
    });
  }

  async function pump(): Promise<void> {
    const wanted = [...shares.values()].filter((share) => !share.paused && !share.asked);
    if (closed || wanted.length === 0) return;
    try {
      const metadata = await client.metadata({ topics: [...new Set(wanted.map((share) => share.topic))] });
      const api = await getApi<FetchRequest, FetchResponse>(client, 'Fetch');
      for (const [leader, led] of groupByLeader(wanted, metadata)) void ask(api, leader, led, metadata);
    } catch {
      later();
    }
  }

  async function ask(api: API<FetchRequest, FetchResponse>, leader: number, led: Share[], metadata: ClusterMetadata): Promise<void> {
    const wanted = led.filter((share) => !share.paused && !share.asked && shares.get(place(share)) === share);
    const broker = metadata.brokers.get(leader);
    if (closed || wanted.length === 0) return;
    if (!broker) return later();
    for (const share of wanted) share.asked = true;
    const from = new Map(wanted.map((share) => [place(share), share.offset]));
    const pool = takePool();
    try {
      const response = await requestOver(pool, broker, api, requestFor(api.version, wanted, metadata, limits));
      backOff = MIN_BACK_OFF;
      release(pool);
      settle(wanted);
      accept(wanted, from, response, metadata);
    } catch (error) {
      release(pool);
      settle(wanted);
      if (error instanceof ResponseError) accept(wanted, from, error.response as FetchResponse, metadata);
      later();
      return;
    }
    wake();
  }

  function accept(wanted: Share[], from: Map<string, bigint>, response: FetchResponse, metadata: ClusterMetadata): void {
    const records: LogRecord[] = [];
    for (const topic of response.responses ?? []) {
      for (const partition of topic.partitions) {
        const share = wanted.find((each) => each.partition === partition.partitionIndex && isTopic(each.topic, topic.topicId, metadata));
        if (!share || closed || share.paused || shares.get(place(share)) !== share) continue;
        if (partition.errorCode !== 0) {
          fault(share, partition.errorCode);
          continue;
        }
        const start = from.get(place(share)) ?? share.offset;
        const fetched: Fetched = readPartition(share, start, partition);
        share.offset = fetched.next;
        for (const record of fetched.records) records.push(record);
      }
    }
    if (records.length > 0) events.onRecords(records);
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

/** Topics have ids in fetch requests from version 13 on, and names before. */
function topicId(topic: string, version: number, metadata: ClusterMetadata): string {
  return version < 13 ? topic : (metadata.topics.get(topic)?.id ?? topic);
}

function isTopic(topic: string, id: string, metadata: ClusterMetadata): boolean {
  return id === topic || metadata.topics.get(topic)?.id === id;
}

/** One request without a fetch session (id 0, epoch -1): what is asked changes with every pause, and a handful of partitions is cheap to name. */
export function requestFor(
  version: number,
  wanted: readonly (TopicPartition & { offset: bigint })[],
  metadata: ClusterMetadata,
  { maxBytes, gather = { bytes: 1, ms: MAX_WAIT } }: FetchLimits,
): FetchRequest {
  const topics = [...new Set(wanted.map((share) => share.topic))].map((topic) => ({
    topicId: topicId(topic, version, metadata),
    partitions: wanted
      .filter((share) => share.topic === topic)
      .map((share) => ({
        partition: share.partition,
        currentLeaderEpoch: -1,
        fetchOffset: share.offset,
        lastFetchedEpoch: -1,
        partitionMaxBytes: Math.min(PARTITION_BYTES, maxBytes),
      })),
  }));
  return [gather.ms, gather.bytes, maxBytes, 0, 0, -1, topics, [], ''];
}
