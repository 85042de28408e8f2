import type { Consumer, Gather, LogRecord, MessageLog, Position, TopicPartition } from '#libs/log';
import type { Logger } from '#libs/telemetry';
import { createCommits } from './commits.ts';
import { levelOf, type Mark } from './mark.ts';
import { isGrave, keyOf, type Owned, suspectWindow, type Taken, type Ticket } from './owned.ts';
import { pause } from './pause.ts';
import { createStartPositions, type Start } from './start-positions.ts';

export interface Feed {
  start(): Promise<void>;
  /** Records in offset order per partition, at most `max`, one by one where two runs ended uncleanly; null once stopped. */
  take(max: number): Promise<readonly Taken[] | null>;
  /** The records go on; `done` with what this returns once everything they caused is acknowledged. */
  begin(taken: readonly Taken[]): Ticket;
  /** Offsets follow without being waited for. */
  done(ticket: Ticket): void;
  /** Nothing came of it, since the process stops: its records come again. */
  giveBack(ticket: Ticket): void;
  /** Writes the mark of one partition at its position, and waits for it. False when the partition is no longer ours. */
  writeMark(owned: Owned, mark: Mark): Promise<boolean>;
  stop(): Promise<void>;
  notReady(): string | null;
  readonly waiting: number;
}

export interface FeedOptions {
  readonly group: string;
  readonly topics: readonly string[];
  readonly log: MessageLog;
  readonly logger: Logger;
  readonly instanceId?: string;
  readonly gather?: Gather;
  /** The process must stop: the log contradicts the committed offsets. */
  readonly onFatal: (error: Error) => void;
}

const high = 2_000;
const low = 500;
const commitEveryMs = 100;
const drainMs = 3_000;

/** The consuming end of the kernel: what is fetched, owned, in hand and committed. Rules 2, 4, 5 and 7 of the kernel live here. */
export function createFeed(options: FeedOptions): Feed {
  const { group, topics, log, logger } = options;
  const owned = new Map<string, Owned>();
  const stopping = new AbortController();
  const starts = createStartPositions(group, topics, log, logger);
  const commits = createCommits(
    group,
    () => [...owned.values()],
    () => consumer,
    logger,
  );
  let queue: Taken[] = [];
  let wake: (() => void) | null = null;
  let paused = false;
  let consumer: Consumer | null = null;
  let timer: NodeJS.Timeout | null = null;
  let trouble: string | null = 'not started';

  const held = (): Owned[] => [...owned.values()].filter((each) => !each.revoked);

  function onRecords(records: readonly LogRecord[]): void {
    if (stopping.signal.aborted) return;
    for (const record of records) {
      const at = owned.get(keyOf(record));
      if (at && !at.revoked) queue.push({ record, owned: at });
    }
    // Said again at every fetch above the mark: partitions that came with a rebalance are not paused yet.
    if (queue.length >= high) {
      paused = true;
      consumer?.pause(held());
    }
    wake?.();
  }

  async function onAssigned(assigned: readonly TopicPartition[]): Promise<readonly Position[]> {
    try {
      const positions = await starts.of(assigned, stopping.signal);
      for (const position of positions) owned.set(keyOf(position), takenOver(position));
      trouble = null;
      logger.info({ group, partitions: assigned.length }, 'partitions assigned');
      // At once, not with the first record: else partitions without traffic look like lost offsets to the next member.
      commits.started()?.catch((error: unknown) => logger.info({ group, reason: String(error) }, 'start mark refused'));
      return positions;
    } catch (error) {
      if (!stopping.signal.aborted) options.onFatal(error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  }

  async function onRevoked(revoked: readonly TopicPartition[]): Promise<void> {
    logger.info({ group, partitions: revoked.length }, 'partitions given up');
    const leaving = revoked.map((each) => owned.get(keyOf(each))).filter((each) => each !== undefined);
    for (const each of leaving) each.revoked = true;
    queue = queue.filter((each) => !each.owned.revoked);
    // A stop has waited already.
    if (!stopping.signal.aborted) await drained(leaving);
    await commits.release(leaving);
    for (const each of leaving) if (owned.get(keyOf(each)) === each) owned.delete(keyOf(each));
  }

  async function drained(leaving: readonly Owned[]): Promise<void> {
    const deadline = Date.now() + drainMs;
    while (leaving.some((each) => each.pending > 0) && Date.now() < deadline) await pause(5);
  }

  /** False when the group refuses: a rebalance is under way, and the records come again to whoever owns the partition next. */
  async function marksStand(): Promise<boolean> {
    try {
      for (let mark = commits.started(); mark !== null; mark = commits.started()) await mark;
      return true;
    } catch (error) {
      logger.info({ group, reason: String(error) }, 'start mark refused');
      await pause(100, stopping.signal);
      return false;
    }
  }

  /** What goes next; a grave record goes alone. */
  function next(max: number): Taken[] {
    const grave = queue.slice(0, max).findIndex(isGrave);
    return queue.splice(0, grave === -1 ? max : Math.max(1, grave));
  }

  return {
    async start() {
      await starts.prepare();
      consumer = await log.consumer(
        {
          group,
          topics,
          ...(options.instanceId ? { instanceId: options.instanceId } : {}),
          ...(options.gather ? { gather: options.gather } : {}),
        },
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
      timer = setInterval(commits.follow, commitEveryMs);
    },
    async take(max) {
      while (!stopping.signal.aborted && queue.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = null;
      if (stopping.signal.aborted) return null;
      trouble = null;
      if (!(await marksStand())) return [];
      const taken = next(max);
      if (paused && queue.length <= low) {
        paused = false;
        consumer?.resume(held());
      }
      return taken;
    },
    begin(taken) {
      const ticket = new Map<Owned, { owned: Owned; count: number; next: bigint }>();
      for (const { record, owned: at } of taken) {
        const line = ticket.get(at) ?? { owned: at, count: 0, next: 0n };
        line.count++;
        line.next = record.offset + 1n;
        at.pending++;
        ticket.set(at, line);
      }
      return [...ticket.values()];
    },
    done(ticket) {
      for (const { owned: at, count, next: reached } of ticket) {
        at.pending -= count;
        if (reached <= at.position) continue;
        at.position = reached;
        // The tries were those of the record that has just gone through.
        if (at.mark.tries > 0) at.mark = { level: 2, tries: 0 };
      }
    },
    giveBack(ticket) {
      for (const { owned: at, count } of ticket) at.pending -= count;
    },
    writeMark: (at, mark) => commits.mark(at, mark, stopping.signal),
    async stop() {
      stopping.abort();
      wake?.();
      if (timer) clearInterval(timer);
      const all = [...owned.values()];
      await drained(all);
      await commits.release(all);
      try {
        await consumer?.close();
      } finally {
        await starts.close();
      }
    },
    notReady: () => (trouble === null || owned.size > 0 ? null : trouble),
    get waiting() {
      return queue.length;
    },
  };
}

function takenOver({ topic, partition, offset, metadata, end }: Start): Owned {
  const left = levelOf(metadata);
  // Nothing that was appended after the previous owner's end can have ended it.
  const window = offset + suspectWindow < end ? offset + suspectWindow : end;
  const suspect = left.level !== 0 && window > offset;
  return {
    topic,
    partition,
    position: offset,
    committed: offset,
    pending: 0,
    revoked: false,
    marked: false,
    mark: suspect ? left : { level: 0, tries: 0 },
    suspectUntil: suspect ? window : offset,
  };
}
