import { type Decided, type Failure, retrySchedule } from '#libs/failures';

const longestTold = 14_400_000;
/** Nobody said how long: at least this, doubled with every attempt. */
const firstWait = 500;
const longestWait = 300_000;
/** A lane whose own claim was lost, or whose call's outcome is unknown, is not kept waiting for minutes by what happened long before. */
const longestShortWait = 30_000;
/** The hold keeps its lanes back; this only keeps a lane from being tried on where there is none (any more). */
const heldMs = 1_000;

export type Next =
  | { readonly kind: 'retry'; readonly delayMs: number; readonly unknown: boolean; readonly counted: boolean }
  | { readonly kind: 'park' };

export interface Situation {
  /** 1 for the first attempt at this delivery. */
  readonly attempt: number;
  /** Tries used up before this one. */
  readonly tries: number;
  /** The call was made to find out whether a held system is back: what came of it is not this delivery's fault. */
  readonly probing: boolean;
  /** How long the destination may take to show what was done, milliseconds. */
  readonly settleMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** In [0, 1): it only ever extends a wait. */
  readonly jitter: number;
}

/** What a failed attempt leads to: the policy decided for its failure, applied. */
export function nextAfter(failure: Failure, policy: Decided, situation: Situation): Next {
  switch (policy.action) {
    case 'review':
    case 'isolate':
      return { kind: 'park' };
    case 'ask':
      return { kind: 'retry', delayMs: Math.max(situation.settleMs, grown(situation, longestShortWait)), unknown: true, counted: false };
    case 'wait':
      return retry(told(failure, situation));
    case 'hold':
      return retry(failure.class === 'rateLimit' ? told(failure, situation) : heldMs);
    case 'retry':
      return situation.probing ? retry(heldMs) : scheduled(policy, situation);
  }
}

function retry(delayMs: number, counted = false): Next {
  return { kind: 'retry', delayMs: Math.round(delayMs), unknown: false, counted };
}

function scheduled({ tries, afterwards }: Decided, { tries: used, jitter }: Situation): Next {
  const last = retrySchedule.length - 1;
  const most = Math.min(tries ?? last + 1, last + 1);
  if (used >= most && afterwards !== 'hold') return { kind: 'park' };
  return retry((retrySchedule[Math.min(used, last)] ?? 0) * (1 + jitter), true);
}

/** Milliseconds that the destination said, though never so many that nobody asks again for a day; null when it said nothing. */
export function toldMs({ retryAt }: Failure, now: number): number | null {
  return retryAt === undefined ? null : Math.min(longestTold, Math.max(0, retryAt - now));
}

function told(failure: Failure, situation: Situation): number {
  const ms = toldMs(failure, situation.now);
  if (ms === null) return grown(situation, failure.scope === 'lane' ? longestShortWait : longestWait);
  return ms + 250 * (0.2 + situation.jitter);
}

function grown({ attempt, jitter }: Situation, most: number): number {
  return Math.min(most, firstWait * 2 ** Math.min(attempt - 1, 20)) * (1 + jitter);
}
