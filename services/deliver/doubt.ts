import { FailureError } from '#libs/failures';
import type { Claimed } from '#libs/state';

type Delay = { readonly consistencyDelayMs: number };
type Doubt = Pick<Claimed, 'unknownForMs'>;

/** "Not found" counts only after the destination's consistency delay; until then this is what comes of asking. */
export const notShownYet = (delay: Delay, doubt: Doubt): FailureError | null =>
  waiting(delay, doubt, 'not found yet; the destination may not show it before its consistency delay');

/** A write in doubt may still be done within the consistency delay: written over before that, the older state would come last. */
export const notDoneYet = (delay: Delay, doubt: Doubt): FailureError | null =>
  waiting(delay, doubt, 'what was sent before may still be done; the destination has its consistency delay for that');

function waiting({ consistencyDelayMs }: Delay, { unknownForMs }: Doubt, message: string): FailureError | null {
  const wait = consistencyDelayMs - unknownForMs;
  if (wait <= 0) return null;
  return new FailureError({ class: 'rateLimit', scope: 'record', retryAt: Date.now() + wait, evidence: { message } });
}
