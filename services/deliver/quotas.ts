import type { Quota } from '#libs/connector-kit';
import type { Failure } from '#libs/failures';
import type { SystemSpec } from '#libs/flow';
import type { Bucket, HoldChange } from '#libs/state';

type Limits = NonNullable<SystemSpec['limits']>;

/** A twentieth of a limit is left for calls that the network brings closer together than they were sent. */
const kept = 0.95;

/**
 * The configured limit as a bucket, null without one. In no stretch of a second, minute or hour more calls go out than it says: what may
 * go at once is part of it. `subject`: who shares it.
 */
export function configuredBucket(limits: Limits | undefined, subject: string, concurrency: number): Bucket | null {
  const { perSecond, perMinute, perHour } = limits ?? {};
  const given = (
    [
      [perSecond, 1],
      [perMinute, 60],
      [perHour, 3_600],
    ] as const
  ).flatMap(([calls, seconds]) => (calls === undefined ? [] : [{ calls, seconds }]));
  if (given.length === 0) return null;
  const tightest = Math.min(...given.map(({ calls }) => calls));
  const burst = Math.min(tightest, limits?.burst ?? Math.max(1, Math.min(Math.floor(tightest / 10), concurrency)));
  const rates = given.map(({ calls, seconds }) => ((calls - burst + 1) / seconds) * kept);
  return { subject, perSecond: Math.min(...rates), burst };
}

/** What is left at the destination lasts until it is filled up again; null while there is plenty, or nobody told. `now`: epoch milliseconds. */
export function learnedBucket(quota: Quota, subject: string, concurrency: number, now: number): Bucket | null {
  const { limit, remaining, resetAt } = quota;
  if (remaining === null || remaining === 0 || resetAt === null || resetAt <= now) return null;
  const plenty = limit === null ? 10 * concurrency : limit / 5;
  if (remaining > plenty) return null;
  const perSecond = remaining / Math.max(1, (resetAt - now) / 1_000);
  return { subject, perSecond, burst: Math.max(1, Math.min(concurrency, Math.floor(remaining / 10))) };
}

/** Nothing is left: everything behind the credential waits until the window ends, before anything is refused. */
export function exhausted(quota: Quota, system: string, subject: string, now: number): HoldChange | null {
  const { remaining, resetAt } = quota;
  if (remaining !== 0 || resetAt === null || resetAt <= now) return null;
  const evidence = { message: 'the destination says that none of its quota is left' };
  const failure: Failure = { class: 'rateLimit', scope: 'credential', retryAt: resetAt, evidence };
  const forMs = Math.ceil(resetAt - now);
  return { change: 'open', subject, kind: 'quota', system, failure, forMs, credentialVersion: null, escalateTo: null };
}

export interface LearnedQuotas {
  note(subject: string, quota: Quota): void;
  bucket(subject: string, concurrency: number, now: number): Bucket | null;
}

/** The last word of each destination; forgotten once its window is over. */
export function createLearnedQuotas(): LearnedQuotas {
  const told = new Map<string, Quota>();
  return {
    note: (subject, quota) => void told.set(subject, quota),
    bucket(subject, concurrency, now) {
      const quota = told.get(subject);
      if (!quota) return null;
      if (quota.resetAt !== null && quota.resetAt <= now) told.delete(subject);
      return learnedBucket(quota, subject, concurrency, now);
    },
  };
}
