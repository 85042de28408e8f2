import { Consumer as Client, type ConsumerGroupJoinPayload } from '@platformatic/kafka';
import type { Consumer, ConsumerEvents, ConsumerOptions, LogOptions, Position, TopicPartition } from '../port.ts';
import { within } from '../within.ts';
import { createFetcher } from './fetcher.ts';
import { commitPositions, flatten } from './membership.ts';
import { clientOptions, GROUP, REVOKE_TIMEOUT } from './settings.ts';

const DEFAULT_MAX_BYTES = 4_194_304;
const JOIN_ATTEMPTS = 10;
const JOIN_PAUSE = 1_000;

/**
 * A member of a consumer group (classic protocol, round robin, eager: every rebalance gives up all partitions first).
 * The client asks for its subscription's metadata before each join request; that is where the old assignment is revoked and awaited, with
 * the old generation still valid, so that what was decided can be committed before another member starts.
 */
export async function createConsumer(options: LogOptions, wanted: ConsumerOptions, events: ConsumerEvents): Promise<Consumer> {
  let owned: readonly TopicPartition[] = [];
  let round = 0;
  let closing = false;
  let rejoining = false;
  /** Assignments and revocations one after the other. */
  let inTurn: Promise<void> = Promise.resolve();

  const client = new Client({
    ...clientOptions(options),
    ...GROUP,
    groupId: wanted.group,
    ...(wanted.instanceId === undefined ? {} : { groupInstanceId: wanted.instanceId }),
    autocommit: false,
    protocolsMetadata: async () => {
      await giveUp();
      return Buffer.alloc(0);
    },
  });
  const fetcher = createFetcher(client, options.clientId, wanted.maxBytes ?? DEFAULT_MAX_BYTES, {
    onRecords: (records) => events.onRecords(records),
    onFault: (error) => events.onError(error),
  });

  function giveUp(): Promise<void> {
    round += 1;
    fetcher.assign([]);
    inTurn = inTurn.then(async () => {
      if (owned.length === 0) return;
      const revoked = owned;
      owned = [];
      await within(REVOKE_TIMEOUT, events.onRevoked(revoked), 'revoking partitions').catch(report);
    });
    return inTurn;
  }

  function takeOver(payload: ConsumerGroupJoinPayload): void {
    round += 1;
    const mine = round;
    const partitions = flatten(payload.assignments ?? []);
    inTurn = inTurn.then(async () => {
      await opened;
      if (mine !== round || closing || partitions.length === 0) return;
      owned = partitions;
      await events.onAssigned(partitions).then((positions) => startAt(mine, positions), report);
    });
  }

  function startAt(mine: number, positions: readonly Position[]): void {
    if (mine === round && !closing) fetcher.assign(positions);
  }

  function report(error: unknown): void {
    events.onError(error instanceof Error ? error : new Error(String(error)));
  }

  /** The client stops its heartbeat when a join fails for another reason than the group's own; then the join is ours to repeat. */
  function rejoin(): void {
    if (rejoining || closing) return;
    rejoining = true;
    void join(client, Number.POSITIVE_INFINITY, () => closing)
      .catch(report)
      .finally(() => {
        rejoining = false;
      });
  }

  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = () => setImmediate(resolve);
  });
  client.on('consumer:group:join', takeOver);
  client.on('consumer:heartbeat:stalled', rejoin);
  client.on('error', rejoin);
  for (const topic of wanted.topics) client.topics.track(topic);
  try {
    await client.metadata({ topics: [...wanted.topics] });
    await join(client, JOIN_ATTEMPTS, () => closing);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  open();

  return {
    pause: (partitions) => fetcher.pause(partitions),
    resume: (partitions) => fetcher.resume(partitions),
    commit: (positions) => commitPositions(client, positions),
    async close() {
      if (closing) return;
      await giveUp();
      closing = true;
      await fetcher.close();
      await client.close();
    },
  };
}

async function join(client: Client, attempts: number, stop: () => boolean): Promise<void> {
  for (let attempt = 1; !stop(); attempt += 1) {
    try {
      await client.joinGroup({});
      return;
    } catch (error) {
      if (attempt >= attempts || stop()) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, JOIN_PAUSE));
  }
}
