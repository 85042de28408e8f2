import { Consumer as Client } from '@platformatic/kafka';
import { createAssignments } from '../assignments.ts';
import type { Consumer, ConsumerEvents, ConsumerOptions, LogOptions } from '../port.ts';
import { createFetcher } from './fetcher.ts';
import { commitPositions, flatten } from './membership.ts';
import { clientOptions, GROUP } from './settings.ts';

const DEFAULT_MAX_BYTES = 4_194_304;
const JOIN_ATTEMPTS = 10;
const JOIN_PAUSE = 1_000;

/**
 * A member of a consumer group (classic protocol, round robin, eager: every rebalance gives up all partitions first).
 * The client asks for its subscription's metadata before each join request; that is where the old assignment is revoked and awaited, with
 * the old generation still valid, so that what was decided can be committed before another member starts.
 */
export async function createConsumer(options: LogOptions, wanted: ConsumerOptions, events: ConsumerEvents): Promise<Consumer> {
  let closing = false;
  const client = new Client({
    ...clientOptions(options),
    ...GROUP,
    groupId: wanted.group,
    ...(wanted.instanceId === undefined ? {} : { groupInstanceId: wanted.instanceId }),
    autocommit: false,
    protocolsMetadata: async () => {
      await assignments.giveUp();
      return Buffer.alloc(0);
    },
  });
  const limits = { maxBytes: wanted.maxBytes ?? DEFAULT_MAX_BYTES, ...(wanted.gather ? { gather: wanted.gather } : {}) };
  const fetcher = createFetcher(client, options.clientId, limits, {
    onRecords: (records) => events.onRecords(records),
    onFault: (error) => events.onError(error),
  });
  const assignments = createAssignments(events, (positions) => fetcher.assign(positions));

  keepJoined(client, () => closing, events);
  client.on('consumer:group:join', (payload) => assignments.takeOver(flatten(payload.assignments ?? [])));
  for (const topic of wanted.topics) client.topics.track(topic);
  try {
    await client.metadata({ topics: [...wanted.topics] });
    await join(client, JOIN_ATTEMPTS, () => closing);
  } catch (error) {
    await client.close().catch(() => undefined);
    throw error;
  }
  assignments.open();

  return {
    pause: (partitions) => fetcher.pause(partitions),
    resume: (partitions) => fetcher.resume(partitions),
    async commit(positions) {
      assignments.refuseForeign(positions);
      await commitPositions(client, positions);
    },
    async close() {
      if (closing) return;
      closing = true;
      await assignments.end();
      await fetcher.close();
      await client.close();
    },
  };
}

/** The client stops its heartbeat when a join fails for another reason than the group's own; then the join is ours to repeat. */
function keepJoined(client: Client, closing: () => boolean, events: ConsumerEvents): void {
  let rejoining = false;
  const rejoin = (): void => {
    if (rejoining || closing()) return;
    rejoining = true;
    void join(client, Number.POSITIVE_INFINITY, closing)
      .catch((error: unknown) => events.onError(error instanceof Error ? error : new Error(String(error))))
      .finally(() => {
        rejoining = false;
      });
  };
  client.on('error', rejoin);
  client.on('consumer:heartbeat:stalled', rejoin);
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
