import type { ConsumerEvents, Position, TopicPartition } from './port.ts';
import { within } from './within.ts';

/** How long the work under way may delay a rebalance: less than the session, so that the member is still in its group afterwards. */
const REVOKE_TIMEOUT = 6_000;

/**
 * What a member of a group owns, in every adapter: assignments and revocations come one after the other, positions that arrive after the
 * next rebalance began are forgotten, and nothing happens before `open` is called.
 * @param start told the positions to read from; an empty list means to stop reading at once.
 */
export function createAssignments(events: ConsumerEvents, start: (positions: readonly Position[]) => void) {
  let owned: readonly TopicPartition[] = [];
  let round = 0;
  let ended = false;
  let inTurn: Promise<void> = Promise.resolve();
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });

  function report(error: unknown): void {
    events.onError(error instanceof Error ? error : new Error(String(error)));
  }

  function giveUp(): Promise<void> {
    round += 1;
    start([]);
    inTurn = inTurn.then(async () => {
      if (owned.length > 0) await within(REVOKE_TIMEOUT, events.onRevoked(owned), 'giving up partitions').catch(report);
      owned = [];
    });
    return inTurn;
  }

  return {
    /** Lets the first assignment through, once whoever asked for the consumer has it in hand. */
    open: (): void => void setImmediate(release),

    /** Stops reading, then waits until what is owned was revoked, or 6 s. Commits are still taken meanwhile. */
    giveUp,

    /** Gives up for good: later assignments are ignored. */
    end(): Promise<void> {
      ended = true;
      release();
      return giveUp();
    },

    takeOver(partitions: readonly TopicPartition[]): void {
      round += 1;
      const mine = round;
      inTurn = inTurn.then(async () => {
        await opened;
        if (ended || mine !== round || partitions.length === 0) return;
        owned = partitions;
        const positions = await events.onAssigned(partitions).catch(report);
        if (positions && mine === round) start(positions);
      });
    },

    /** A group takes commits for any partition from any member: those of partitions now owned elsewhere are refused here. */
    refuseForeign(positions: readonly Position[]): void {
      for (const { topic, partition } of positions) {
        const mine = owned.some((each) => each.topic === topic && each.partition === partition);
        if (!mine) throw new Error(`${topic}/${partition} is no longer assigned here: its position is not committed`);
      }
    },
  };
}
