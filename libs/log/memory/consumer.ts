import { createAssignments } from '../assignments.ts';
import type { Consumer, ConsumerEvents, ConsumerOptions, LogRecord, Position, TopicPartition } from '../port.ts';
import type { Group, Member } from './group.ts';
import type { Store } from './store.ts';

/** Most records of one delivery. */
const AT_ONCE = 500;

interface Share extends TopicPartition {
  offset: bigint;
  paused: boolean;
}

/** A member of an in-memory group. `later` runs what a network would bring: never in the same call. */
export async function createConsumer(
  store: Store,
  group: Group,
  wanted: ConsumerOptions,
  events: ConsumerEvents,
  later: (run: () => void) => void,
): Promise<Consumer> {
  let shares = new Map<string, Share>();
  let scheduled = false;
  let closed = false;
  let generation = 0;

  const assignments = createAssignments(events, (positions) => start(positions));

  function start(positions: readonly Position[]): void {
    shares = new Map(
      positions.map(({ topic, partition, offset }) => [`${topic}:${partition}`, { topic, partition, offset, paused: false }]),
    );
    wake();
  }

  function wake(): void {
    if (scheduled || closed) return;
    scheduled = true;
    later(() => {
      scheduled = false;
      deliver();
    });
  }

  function deliver(): void {
    if (closed) return;
    const records: LogRecord[] = [];
    for (const share of shares.values()) {
      if (share.paused) continue;
      if (share.offset > store.end(share)) {
        share.paused = true;
        events.onError(new Error(`offset ${share.offset} of ${share.topic}/${share.partition} is outside the log; it was not read`));
        continue;
      }
      const found = store.slice(share, share.offset, AT_ONCE - records.length);
      share.offset += BigInt(found.length);
      records.push(...found);
    }
    if (records.length === 0) return;
    events.onRecords(records);
    wake();
  }

  function setPaused(partitions: readonly TopicPartition[], paused: boolean): void {
    for (const { topic, partition } of partitions) {
      const share = shares.get(`${topic}:${partition}`);
      if (share) share.paused = paused;
    }
    if (!paused) wake();
  }

  const member: Member = {
    topics: wanted.topics,
    revoke: () => assignments.giveUp(),
    assign(now, partitions) {
      generation = now;
      assignments.takeOver(partitions);
    },
  };
  const stop = store.onAppend((appended) => {
    if (appended.some(({ topic, partition }) => shares.has(`${topic}:${partition}`))) wake();
  });
  await group.join(member);
  assignments.open();

  return {
    pause: (partitions) => setPaused(partitions, true),
    resume: (partitions) => setPaused(partitions, false),
    async commit(positions) {
      assignments.refuseForeign(positions);
      if (generation !== group.generation()) throw new Error(`group ${wanted.group} has moved on`);
      store.commit(wanted.group, positions);
    },
    async close() {
      if (closed) return;
      await assignments.end();
      await group.leave(member);
      closed = true;
      stop();
    },
  };
}
