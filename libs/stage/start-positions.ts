import type { Admin, MessageLog, Position, TopicPartition } from '#libs/log';
import type { Logger } from '#libs/telemetry';
import { pause } from './pause.ts';

/** A partition's first position, and the end of the log at that time. */
export interface Start extends Position {
  readonly end: bigint;
}

export interface StartPositions {
  /** Notes which topics nobody of the group has committed yet; to be called before joining it. */
  prepare(): Promise<void>;
  /** Where to start. A broker that does not answer is waited for; rejects with a `Contradiction`, or once `signal` is aborted. */
  of(assigned: readonly TopicPartition[], signal: AbortSignal): Promise<readonly Start[]>;
  close(): Promise<void>;
}

/** The log contradicts the committed offsets: going on would skip records. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction';
}

const longestMs = 2_000;

/** Rule 4: a position must lie in the log, and a group that has committed anything must have committed everywhere. Never `latest`. */
export function createStartPositions(group: string, topics: readonly string[], log: MessageLog, logger: Logger): StartPositions {
  // Members of a new group are dealt their first partitions at once: the commits of one must not look like gaps to the others.
  const founding = new Set<string>();
  let admin: Admin | null = null;

  const opened = async (): Promise<Admin> => {
    admin ??= await log.admin();
    return admin;
  };

  async function close(): Promise<void> {
    const open = admin;
    admin = null;
    await open?.close();
  }

  const closeBroken = (): Promise<void> =>
    close().catch((fault: unknown) => logger.info({ group, reason: String(fault) }, 'a broken connection did not close'));

  async function ofTopic(topic: string, assigned: readonly TopicPartition[]): Promise<Start[]> {
    const asked = await opened();
    // The log is asked last: whatever the group commits while this process is not running lies in it by then.
    const commits = await asked.committed(group, topic);
    const bounds = await asked.offsets(topic);
    return assigned.map(({ partition }) => {
      const bound = bounds.find((each) => each.partition === partition);
      const commit = commits.find((each) => each.partition === partition);
      const where = `${topic}/${partition}`;
      if (!bound) throw new Contradiction(`${where} has no offsets at the broker`);
      // Where the log still holds its first record, nothing is skipped by starting there: a member that died before its first commit leaves this.
      if (!commit && commits.length > 0 && !founding.has(topic) && bound.start > 0n) {
        throw new Contradiction(`group ${group} has no committed offset for ${where}, though it has for others; set one, then start again`);
      }
      if (commit && (commit.offset < bound.start || commit.offset > bound.end)) {
        throw new Contradiction(
          `group ${group} stands at ${commit.offset} of ${where}, but the log holds ${bound.start} to ${bound.end}: records were lost or the topic was replaced`,
        );
      }
      return { topic, partition, offset: commit?.offset ?? bound.start, metadata: commit?.metadata ?? '', end: bound.end };
    });
  }

  return {
    async prepare() {
      try {
        const asked = await opened();
        for (const topic of topics) if ((await asked.committed(group, topic)).length === 0) founding.add(topic);
      } catch (error) {
        await closeBroken();
        throw error;
      }
    },
    async of(assigned, signal) {
      for (let attempt = 1; ; attempt++) {
        try {
          const starts: Start[] = [];
          for (const topic of new Set(assigned.map((each) => each.topic))) {
            starts.push(
              ...(await ofTopic(
                topic,
                assigned.filter((each) => each.topic === topic),
              )),
            );
          }
          return starts;
        } catch (error) {
          // A broker that does not answer is a lost dependency: the partitions wait for it.
          if (error instanceof Contradiction || signal.aborted) throw error;
          logger.warn({ group, attempt, reason: String(error) }, 'start positions could not be read; trying again');
          await closeBroken();
          await pause(Math.min(100 * 2 ** attempt, longestMs), signal);
        }
      }
    },
    close,
  };
}
