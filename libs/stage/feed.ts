import type { Admin, Consumer, LogRecord, MessageLog, Position, TopicPartition } from '#libs/log';
import type { Logger } from '#libs/telemetry';
import { levelOf, type Mark, markText } from './mark.ts';
import { pause } from './pause.ts';

/** Records after the committed offset that the previous, uncleanly ended owner may have had in hand. */
export const suspectWindow = 500n;

/** What the kernel knows of one partition it owns. */
export interface Owned extends TopicPartition {
  /** Next offset to commit: everything below is acknowledged downstream. */
  position: bigint;
  committed: bigint;
  /** Taken and handed on, not yet acknowledged. */
  pending: number;
  revoked: boolean;
  marked: boolean;
  mark: Mark;
  /** Below this offset, records are handled with care after an unclean exit. */
  suspectUntil: bigint;
}

/** What is in hand, per partition as it was owned then: a partition that left and came back is another one. */
export type Ticket = readonly { readonly owned: Owned; readonly count: number; readonly next: bigint }[];

export interface Feed {
  start(): Promise<void>;
  /** Records in offset order per partition, at most `max`; null once stopped. */
  take(max: number): Promise<readonly LogRecord[] | null>;
  owned(record: TopicPartition): Owned | undefined;
  /** The records go on; `done` with what this returns once everything they caused is acknowledged. */
  begin(records: readonly LogRecord[]): Ticket;
  /** Offsets follow without being waited for. */
  done(ticket: Ticket): void;
  /** Writes the mark of one partition at its position, and waits for it. */
  writeMark(owned: Owned, mark: Mark): Promise<void>;
  stop(): Promise<void>;
  notReady(): string | null;
  readonly waiting: number;
  /** True while some partition is inside the window that follows two unclean ends: records go one by one. */
  careful(): boolean;
}

export interface FeedOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly log: MessageLog;
  readonly logger: Logger;
  readonly instanceId?: string;
  /** The process must stop: the log contradicts the committed offsets. */
  readonly onFatal: (error: Error) => void;
}

const high = 4_000;
const low = 1_000;
const commitEveryMs = 100;
const drainMs = 3_000;
const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/** The consuming end of the kernel: what is fetched, owned, in hand and committed. Rules 2, 4, 5 and 7 of the kernel live here. */
export function createFeed(options: FeedOptions): Feed {
  const { group, topics, log, logger } = options;
  const owned = new Map<string, Owned>();
  let queue: LogRecord[] = [];
  let wake: (() => void) | null = null;
  let paused = false;
  let stopped = false;
  let consumer: Consumer | null = null;
  let admin: Admin | null = null;
  let committing: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let trouble: string | null = 'not started';

  const holds = (at: TopicPartition): boolean => owned.get(keyOf(at))?.revoked === false;

  function onRecords(records: readonly LogRecord[]): void {
    if (stopped) return;
    for (const record of records) if (holds(record)) queue.push(record);
    if (!paused && queue.length >= high) {
      paused = true;
      consumer?.pause([...owned.values()].filter((each) => !each.revoked));
    }
    wake?.();
  }

  /** Rule 4: a position must lie in the log, and a group that has committed anything must have committed everywhere. */
  async function startPositions(assigned: readonly TopicPartition[]): Promise<readonly Position[]> {
    admin ??= await log.admin();
    const positions: Position[] = [];
    for (const topic of new Set(assigned.map((each) => each.topic))) {
      const bounds = await admin.offsets(topic);
      const commits = await admin.committed(group, topic);
      for (const { partition } of assigned.filter((each) => each.topic === topic)) {
        const bound = bounds.find((each) => each.partition === partition);
        const commit = commits.find((each) => each.partition === partition);
        if (!bound) throw new Error(`${topic}/${partition} has no offsets at the broker`);
        if (!commit && commits.length > 0) {
          throw new Error(
            `group ${group} has no committed offset for ${topic}/${partition}, though it has for others; set one, then start again`,
          );
        }
        if (commit && (commit.offset < bound.start || commit.offset > bound.end)) {
          throw new Error(
            `group ${group} stands at ${commit.offset} of ${topic}/${partition}, but the log holds ${bound.start} to ${bound.end}: records were lost or the topic was replaced`,
          );
        }
        positions.push({ topic, partition, offset: commit?.offset ?? bound.start, metadata: commit?.metadata ?? '' });
      }
    }
    return positions;
  }

  async function onAssigned(assigned: readonly TopicPartition[]): Promise<readonly Position[]> {
    try {
      const positions = await startPositions(assigned);
      for (const position of positions) {
        const mark = levelOf(position.metadata);
        owned.set(keyOf(position), {
          topic: position.topic,
          partition: position.partition,
          position: position.offset,
          committed: position.offset,
          pending: 0,
          revoked: false,
          marked: false,
          mark,
          suspectUntil: mark.level === 0 ? position.offset : position.offset + suspectWindow,
        });
      }
      trouble = null;
      return positions;
    } catch (error) {
      options.onFatal(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  async function onRevoked(revoked: readonly TopicPartition[]): Promise<void> {
    const leaving = revoked.map((each) => owned.get(keyOf(each))).filter((each) => each !== undefined);
    for (const each of leaving) each.revoked = true;
    queue = queue.filter(holds);
    const deadline = Date.now() + drainMs;
    while (leaving.some((each) => each.pending > 0) && Date.now() < deadline) await pause(5);
    await release(leaving);
    for (const each of leaving) if (owned.get(keyOf(each)) === each) owned.delete(keyOf(each));
  }

  async function release(leaving: readonly Owned[]): Promise<void> {
    const clean = leaving.filter((each) => each.marked && each.pending === 0);
    if (clean.length === 0) return;
    try {
      await consumer?.commit(clean.map((each) => ({ ...each, offset: each.position, metadata: markText({ level: 0, tries: 0 }) })));
    } catch (error) {
      // The group may have moved on: the next owner starts from an older offset, and ids make the repeat harmless.
      logger.info({ group, reason: String(error) }, 'commit refused at release');
    }
  }

  async function commitNow(): Promise<void> {
    const ahead = [...owned.values()].filter((each) => each.marked && !each.revoked && each.position > each.committed);
    if (ahead.length === 0 || !consumer) return;
    const positions = ahead.map((each) => {
      if (each.position >= each.suspectUntil) each.mark = { level: 0, tries: 0 };
      return { topic: each.topic, partition: each.partition, offset: each.position, metadata: markText(running(each.mark)) };
    });
    try {
      await consumer.commit(positions);
      ahead.forEach((each, index) => {
        each.committed = positions[index]?.offset ?? each.committed;
      });
    } catch (error) {
      logger.info({ group, reason: String(error) }, 'commit refused; tried again with the next one');
    }
  }

  async function writeMark(at: Owned, mark: Mark): Promise<void> {
    if (!consumer) return;
    at.mark = mark;
    await consumer.commit([{ topic: at.topic, partition: at.partition, offset: at.position, metadata: markText(running(mark)) }]);
    at.committed = at.position;
    at.marked = true;
  }

  async function markStarted(): Promise<void> {
    const fresh = [...owned.values()].filter((each) => !each.marked && !each.revoked);
    if (fresh.length === 0 || !consumer) return;
    await consumer.commit(fresh.map((each) => ({ ...each, offset: each.position, metadata: markText(running(each.mark)) })));
    for (const each of fresh) each.marked = true;
  }

  return {
    async start() {
      consumer = await log.consumer(
        { group, topics, ...(options.instanceId ? { instanceId: options.instanceId } : {}) },
        {
          onRecords,
          onAssigned,
          onRevoked,
          onError: (error) => {
            trouble = error.message;
            logger.warn({ group, err: error }, 'consumer fault');
          },
        },
      );
      timer = setInterval(() => {
        committing ??= commitNow().finally(() => {
          committing = null;
        });
      }, commitEveryMs);
    },
    async take(max) {
      while (!stopped && (queue.length === 0 || !consumer)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (queue.length > 0) setTimeout(resolve, 10);
        });
      }
      wake = null;
      if (stopped) return null;
      trouble = null;
      try {
        await markStarted();
      } catch (error) {
        // Refused: a rebalance is under way; the records come again to whoever owns the partition next.
        logger.info({ group, reason: String(error) }, 'start mark refused');
        await pause(100);
        return [];
      }
      const taken = queue.splice(0, max).filter(holds);
      if (paused && queue.length <= low) {
        paused = false;
        consumer?.resume([...owned.values()].filter((each) => !each.revoked));
      }
      return taken;
    },
    owned: (at) => {
      const found = owned.get(keyOf(at));
      return found && !found.revoked ? found : undefined;
    },
    begin(records) {
      const ticket = new Map<Owned, { owned: Owned; count: number; next: bigint }>();
      for (const record of records) {
        const at = owned.get(keyOf(record));
        if (!at) continue;
        const line = ticket.get(at) ?? { owned: at, count: 0, next: 0n };
        line.count++;
        line.next = record.offset + 1n;
        at.pending++;
        ticket.set(at, line);
      }
      return [...ticket.values()];
    },
    done(ticket) {
      for (const { owned: at, count, next } of ticket) {
        at.pending -= count;
        if (next > at.position) at.position = next;
      }
    },
    writeMark,
    async stop() {
      stopped = true;
      wake?.();
      if (timer) clearInterval(timer);
      await committing;
      const all = [...owned.values()];
      const deadline = Date.now() + drainMs;
      while (all.some((each) => each.pending > 0) && Date.now() < deadline) await pause(5);
      await release(all);
      await consumer?.close();
      await admin?.close();
    },
    notReady: () => (trouble === null || owned.size > 0 ? null : trouble),
    get waiting() {
      return queue.length;
    },
    careful: () => [...owned.values()].some((each) => each.mark.level === 2 && each.position < each.suspectUntil),
  };
}

/** While running, a clean level is written as "running", so that an unclean end shows. */
function running(mark: Mark): Mark {
  return mark.level === 0 ? { level: 1, tries: 0 } : mark.level === 1 ? { level: 2, tries: 0 } : mark;
}
