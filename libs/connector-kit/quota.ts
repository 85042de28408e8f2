/** What an answer says of the quota it was counted in, so that the calls to come can be spread before the limit is met. */
import type { HttpReply } from './http.ts';
import { resetAtOf, toldHeader } from './told-times.ts';

export interface Quota {
  /** Calls a window. */
  readonly limit: number | null;
  /** Calls left in this window, as the destination counts them: those of others with the same credential are in it. */
  readonly remaining: number | null;
  /** Epoch milliseconds of the end of the window, at most an hour ahead. */
  readonly resetAt: number | null;
}

/** Reasons of limits that are not the quota of the credential: one issue, one kind of call (formats.md, Jira Cloud v3). */
const NARROWER = /per-issue|burst/i;

function count(text: string): number | null {
  return /^\d{1,12}$/.test(text) ? Number(text) : null;
}

/**
 * The quota of the credential: ServiceNow (X-RateLimit-Limit, -Reset in epoch seconds; none left is told by 429 alone), Jira
 * (X-RateLimit-Limit, -Remaining, -Reset in ISO, also with Beta-), PagerDuty REST (ratelimit-limit, -remaining, -reset in seconds left).
 * Names are lower case. null when nothing is told, or when RateLimit-Reason says that the numbers are of one issue or one kind of call.
 */
export function quotaOf(headers: HttpReply['headers'], now: number): Quota | null {
  const told = (name: string): string => toldHeader(headers, `x-ratelimit-${name}`) || toldHeader(headers, `ratelimit-${name}`);
  if (NARROWER.test(toldHeader(headers, 'ratelimit-reason'))) return null;
  const limit = count(told('limit'));
  const remaining = count(told('remaining'));
  if (limit === null && remaining === null) return null; // a moment alone is Retry-After's business
  return { limit, remaining, resetAt: resetAtOf(headers, now) };
}
