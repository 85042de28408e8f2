import type { Consumer, Position } from '#libs/log';
import type { Logger } from '#libs/telemetry';
import { type Mark, markText, running } from './mark.ts';
import type { Owned } from './owned.ts';
import { pause } from './pause.ts';

export interface Commits {
  /** Marks every newly owned partition as being worked on; null when all are. Rejects when the group refuses. */
  started(): Promise<void> | null;
  /** Commits what is ahead, without ever being waited for; at most one such commit is under way. */
  follow(): void;
  /** Writes a mark at the position of a partition. False when the partition was taken away or `signal` ended the wait. */
  mark(at: Owned, mark: Mark, signal: AbortSignal): Promise<boolean>;
  /** The last commit of partitions given away: `clean` where nothing is in hand, and no try where one is. A refusal is normal. */
  release(leaving: readonly Owned[]): Promise<void>;
}

/** Every commit of one consumer, one after the other, so that an older position or mark never lands on a newer one. */
export function createCommits(group: string, owned: () => readonly Owned[], consumer: () => Consumer | null, logger: Logger): Commits {
  let inTurn: Promise<unknown> = Promise.resolve();
  let marking: Promise<void> | null = null;
  let following = false;

  function commit(positions: readonly Position[]): Promise<void> {
    const turn = inTurn.then(async () => {
      const open = consumer();
      if (!open) throw new Error('the consumer is not open');
      await open.commit(positions);
    });
    inTurn = turn.catch(() => undefined);
    return turn;
  }

  async function markAll(fresh: readonly Owned[]): Promise<void> {
    await commit(fresh.map((each) => positionOf(each, running(each.mark))));
    for (const each of fresh) each.marked = true;
  }

  async function commitAhead(): Promise<void> {
    const ahead = owned().filter((each) => each.marked && !each.revoked && each.position > each.committed);
    if (ahead.length === 0) return;
    const positions = ahead.map((each) => {
      if (each.position >= each.suspectUntil) each.mark = { level: 0, tries: 0 };
      return positionOf(each, running(each.mark));
    });
    try {
      await commit(positions);
      ahead.forEach((each, index) => {
        each.committed = positions[index]?.offset ?? each.committed;
      });
    } catch (error) {
      logger.info({ group, reason: String(error) }, 'commit refused; tried again with the next one');
    }
  }

  return {
    started() {
      if (marking) return marking;
      const fresh = owned().filter((each) => !each.marked && !each.revoked);
      if (fresh.length === 0) return null;
      marking = markAll(fresh).finally(() => {
        marking = null;
      });
      return marking;
    },
    follow() {
      if (following) return;
      following = true;
      commitAhead()
        .catch((error: unknown) => logger.error({ group, err: error }, 'following the positions failed'))
        .finally(() => {
          following = false;
        });
    },
    async mark(at, mark, signal) {
      while (!at.revoked && !signal.aborted) {
        try {
          at.mark = mark;
          await commit([positionOf(at, running(mark))]);
          return true;
        } catch (error) {
          logger.info({ group, reason: String(error) }, 'mark refused; tried again while the partition is ours');
          await pause(100, signal);
        }
      }
      return false;
    },
    async release(leaving) {
      const said = leaving.filter((each) => each.marked && (each.pending === 0 || each.mark.tries > 0));
      if (said.length === 0) return;
      try {
        await commit(said.map((each) => positionOf(each, each.pending === 0 ? { level: 0, tries: 0 } : untried(each.mark))));
      } catch (error) {
        // The group may have moved on: the next owner starts from an older offset, and ids make the repeat harmless.
        logger.info({ group, reason: String(error) }, 'commit refused at release');
      }
    },
  };
}

/** Giving a record away is not dying of it. */
const untried = ({ tries }: Mark): Mark => ({ level: 2, tries: tries - 1 });

function positionOf({ topic, partition, position }: Owned, mark: Mark): Position {
  return { topic, partition, offset: position, metadata: markText(mark) };
}
