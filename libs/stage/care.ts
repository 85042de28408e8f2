import type { LogRecord } from '#libs/log';
import type { Decision, Stage } from './contract.ts';
import type { Feed, Owned } from './feed.ts';
import { createIsolatedDecider, type IsolatedDecider } from './isolation.ts';
import type { Read } from './message.ts';
import { pause } from './pause.ts';

/** A message is parked unseen when the process died on it this often. */
const triesBeforeParking = 2;

export interface Care {
  /** Cheap and synchronous: the hot path asks this of every record. */
  suspects(record: LogRecord): boolean;
  decide(record: LogRecord, read: Read, context: unknown): Promise<Decision>;
  batch(usual: number): number;
  close(): Promise<void>;
}

/**
 * Rule 6: after an unclean exit, the first in-flight window of each partition is decided in a worker. When even that run
 * ended uncleanly, each record's try is written before it is made, and a record that ended two runs is parked unseen.
 */
export function careOf<T, C>(stage: Stage<T, C>, feed: Feed): Care | null {
  const { isolation } = stage;
  if (!isolation) return null;
  let decider: IsolatedDecider | null = null;

  async function isolated(read: Read, context: unknown): Promise<Decision> {
    decider ??= createIsolatedDecider((isolation as NonNullable<typeof isolation>)());
    try {
      return await decider.decide(read.message, context);
    } catch (error) {
      return poison(`the message ended the thread that decided it: ${String(error)}`);
    }
  }

  async function tried(owned: Owned, record: LogRecord): Promise<boolean> {
    // The mark stands at the committed offset: everything before this record has to be acknowledged first.
    while (owned.pending > 0 && !owned.revoked) await pause(2);
    const tries = owned.position === record.offset ? owned.mark.tries : 0;
    if (tries >= triesBeforeParking) return false;
    await feed.writeMark(owned, { level: 2, tries: tries + 1 });
    return true;
  }

  return {
    suspects(record) {
      const owned = feed.owned(record);
      return owned !== undefined && record.offset < owned.suspectUntil;
    },
    async decide(record, read, context) {
      const owned = feed.owned(record);
      if (owned?.mark.level === 2 && !(await tried(owned, record))) return poison('the process ended twice while this message was in hand');
      return isolated(read, context);
    },
    batch: (usual) => (feed.careful() ? 1 : usual),
    async close() {
      await decider?.close();
    },
  };
}

function poison(message: string): Decision {
  return {
    kind: 'review',
    code: 'poison',
    evidence: { message, hint: 'look at the raw message, mend the map or the source, then replay it' },
  };
}
