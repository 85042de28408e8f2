import { FailureError } from '#libs/failures';
import type { Claimed } from '#libs/state';

/** "Not found" counts only after the destination's consistency delay; until then this is what comes of asking. */
export function notShownYet(
  { consistencyDelayMs }: { readonly consistencyDelayMs: number },
  { unknownForMs }: Pick<Claimed, 'unknownForMs'>,
): FailureError | null {
  const wait = consistencyDelayMs - unknownForMs;
  if (wait <= 0) return null;
  return new FailureError({
    class: 'rateLimit',
    scope: 'record',
    retryAt: Date.now() + wait,
    evidence: { message: 'not found yet; the destination may not show it before its consistency delay' },
  });
}
