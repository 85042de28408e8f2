/** Moments that a destination tells in its headers, each in the form its vendor writes (formats.md). */
import type { HttpReply } from './http.ts';

/** No destination may hold us longer than this with one answer; past it we ask again (F13: Retry-After of 10^9). */
const MAX_WAIT_MS = 3_600_000;

/** A header by its lower-case name; Jira's have been seen with a Beta- prefix (formats.md). '' when it is not there. */
export function toldHeader(headers: HttpReply['headers'], name: string): string {
  return (headers[name] ?? headers[`beta-${name}`] ?? '').trim();
}

/** What is meant by a date, by a clock of ours that may be off: the answer's own Date says what time it was there. */
function byOurClock(at: number, headers: HttpReply['headers'], now: number): number {
  const there = Date.parse(toldHeader(headers, 'date'));
  return Number.isFinite(there) ? at - there + now : at;
}

/** Seconds from now, or a date; NaN when it is neither. A bare number that is no count of seconds is never taken for a year. */
function moment(text: string, headers: HttpReply['headers'], now: number): number {
  if (/^\d+(\.\d+)?$/.test(text)) return now + Number(text) * 1000;
  return /[a-z:]/i.test(text) ? byOurClock(Date.parse(text), headers, now) : Number.NaN;
}

/** When a window ends: X-RateLimit-Reset (epoch seconds: ServiceNow; ISO: Jira), RateLimit-Reset (seconds left: PagerDuty). */
function resets(headers: HttpReply['headers'], now: number): readonly number[] {
  const reset = toldHeader(headers, 'x-ratelimit-reset');
  const epoch = /^\d{9,}$/.test(reset) ? byOurClock(Number(reset) * 1000, headers, now) : moment(reset, headers, now);
  return [epoch, moment(toldHeader(headers, 'ratelimit-reset'), headers, now)];
}

function ahead(told: readonly number[], now: number): number | null {
  const at = told.find(Number.isFinite) ?? Number.NaN;
  if (!Number.isFinite(at) || at <= now) return null;
  return Math.ceil(Math.min(at, now + MAX_WAIT_MS));
}

/**
 * A moment in epoch ms from Retry-After (seconds or HTTP-date), else from the end of the window; null when they say nothing
 * of use. At most an hour ahead.
 */
export function retryAtOf(headers: HttpReply['headers'], now: number): number | null {
  return ahead([moment(toldHeader(headers, 'retry-after'), headers, now), ...resets(headers, now)], now);
}

/** The end of the window of a quota, epoch ms, at most an hour ahead; null when it is not told, or over. */
export function resetAtOf(headers: HttpReply['headers'], now: number): number | null {
  return ahead(resets(headers, now), now);
}
