import type { Failure } from '#libs/failures';

/** Waits after the 1st, 2nd, ... failed attempt, milliseconds (reliability.md 2.3: three at once with jitter, then growing). */
const schedule = [200, 400, 800, 5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 14_400_000];
const longestTold = 3_600_000;
/** A system that is away is tried again at least so often (reliability.md 2.3: probes at most 5 minutes apart), however long it was away. */
const longestProbe = 300_000;

export type Next = { readonly kind: 'retry'; readonly delayMs: number; readonly unknown: boolean } | { readonly kind: 'park' };

/**
 * What a failed attempt leads to, by its class. `jitter` is a number in [0, 1): it only ever extends a wait.
 * An unknown outcome waits as long as the destination may take to show what was done, and is then asked about.
 */
export function nextAfter(failure: Failure, attempt: number, settleMs: number, now: number, jitter: number): Next {
  const wait = schedule[attempt - 1];
  switch (failure.class) {
    case 'invalid':
    case 'bug':
      return { kind: 'park' };
    case 'rateLimit':
      return retry(
        failure.retryAt === undefined ? (wait ?? longestTold) * (1 + jitter) : Math.max(0, failure.retryAt - now) + 250 * jitter,
      );
    case 'unknown':
      return { kind: 'retry', delayMs: settleMs, unknown: true };
    case 'auth':
      return retry(60_000);
    case 'down':
      return retry(Math.min((wait ?? 60_000) * (1 + jitter), longestProbe));
    case 'transient':
      return wait === undefined ? { kind: 'park' } : retry(wait * (1 + jitter));
  }
}

function retry(delayMs: number): Next {
  return { kind: 'retry', delayMs: Math.round(Math.min(delayMs, schedule.at(-1) ?? longestTold)), unknown: false };
}
