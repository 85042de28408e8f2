import { FailureError, toFailure } from '#libs/failures';
import type { Logger } from '#libs/telemetry';
import { type Decision, review, type Stage } from './contract.ts';
import type { Feed } from './feed.ts';
import { createIsolatedDecider, type IsolatedDecider } from './isolation.ts';
import type { Read } from './message.ts';
import { isGrave, type Taken } from './owned.ts';
import { pause } from './pause.ts';

/** A message is parked unseen when the process died on it this often. */
const triesBeforeParking = 2;

/** go = its try is written; poison = it has had its tries; gone = the partition or the process is. */
export type Verdict = 'go' | 'poison' | 'gone';

/**
 * Rule 6, second part: when two runs in a row ended uncleanly, each record of the window is tried alone, before anything of it is
 * looked at, the try written first; a record that ended as many runs as it has tries is parked unseen.
 */
export async function tryOf(taken: readonly Taken[], feed: Feed): Promise<Verdict> {
  const [first] = taken;
  if (!first || !isGrave(first)) return 'go';
  const { owned } = first;
  // The mark stands at the committed offset: everything before this record has to be acknowledged first.
  while (owned.pending > 0 && !owned.revoked) await pause(2);
  if (owned.revoked) return 'gone';
  const { tries } = owned.mark;
  if (tries >= triesBeforeParking) return 'poison';
  return (await feed.writeMark(owned, { level: 2, tries: tries + 1 })) ? 'go' : 'gone';
}

export const poisonCause = {
  code: 'poison',
  evidence: {
    message: 'the process ended twice while this message was in hand',
    hint: 'look at the raw message, mend the map or the source, then replay it',
  },
} as const;

/** Decides in a thread of its own; null where the stage cannot be built there. */
export interface Isolation {
  decide(read: Read, context: unknown): Promise<Decision | null>;
  close(): Promise<void>;
}

/** Rule 6, first part: after an unclean exit, the first in-flight window of each partition is decided in a worker. */
export function isolationOf<T, C>({ isolation, name }: Stage<T, C>, logger: Logger): Isolation | null {
  if (!isolation) return null;
  let decider: IsolatedDecider | null = null;
  let builtFrom: unknown;

  /** What a stage is built from changes with the workspace: the thread is then built anew. */
  async function current(build: NonNullable<typeof isolation>): Promise<IsolatedDecider> {
    const wanted = build();
    if (decider && builtFrom === wanted.data) return decider;
    await decider?.close();
    decider = createIsolatedDecider(wanted);
    builtFrom = wanted.data;
    return decider;
  }

  return {
    async decide(read, context) {
      const made = await (await current(isolation)).decide(read.message, context);
      if (made.kind === 'decided') return made.decision;
      if (made.kind === 'threw') return review('bug', toFailure(made.error).evidence);
      if (made.kind === 'ended') return review('poison', { ...poisonCause.evidence, message: made.reason });
      logger.error({ stage: name, reason: made.reason }, 'cannot decide in a thread of its own; deciding here');
      return null;
    },
    async close() {
      await decider?.close();
    },
  };
}

/** For parking: anything else that is thrown is not the message's fault. */
export function unfit(error: unknown): { code: 'unfit-output'; evidence: FailureError['failure']['evidence'] } {
  if (!(error instanceof FailureError)) throw error;
  return { code: 'unfit-output', evidence: error.failure.evidence };
}
