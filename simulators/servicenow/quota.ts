/**
 * The hourly rule (formats.md: ServiceNow 429): X-RateLimit-Limit per hour, -Reset as UNIX time, -Rule; Retry-After in seconds.
 * Not imitated: an instance flushes its counts every 30 s per node, so that its limits lag.
 */
import { createHash } from 'node:crypto';
import { type Answer, json } from '#simulators/kit';

const HOUR = 3_600_000;

export interface Quota {
  /** Counts one request; headers for its answer, and whether it is over the limit. */
  take(now: number): { readonly headers: Readonly<Record<string, string>>; readonly over: boolean; readonly resetInS: number };
  set(limit: number | null): void;
  /** Another client of the account takes so many of this hour's (F14). */
  spend(requests: number): void;
}

export function createQuota(initial: number | null): Quota {
  const rule = createHash('md5').update('rate limit rule').digest('hex');
  let limit = initial;
  let hour = -1;
  let used = 0;
  function turn(now: number): void {
    const current = Math.floor(now / HOUR);
    if (current === hour) return;
    hour = current;
    used = 0;
  }

  return {
    set(next) {
      limit = next;
      used = 0;
    },
    spend(requests) {
      turn(Date.now());
      used += requests;
    },
    take(now) {
      if (limit === null) return { headers: {}, over: false, resetInS: 0 };
      turn(now);
      used += 1;
      const reset = (hour + 1) * HOUR;
      return {
        headers: { 'X-RateLimit-Limit': String(limit), 'X-RateLimit-Reset': String(reset / 1000), 'X-RateLimit-Rule': rule },
        over: used > limit,
        resetInS: Math.ceil((reset - now) / 1000),
      };
    },
  };
}

/** 429 with the documented body shape {"error":{message,detail},"status":"failure"}; the two texts are gk. */
export function tooMany(retryAfter: number, headers: Readonly<Record<string, string>>): Answer {
  const error = { message: 'Rate limit exceeded', detail: 'The number of requests allowed for this user in one hour is used up' };
  return json(429, { error, status: 'failure' }, { ...headers, 'Retry-After': String(retryAfter) });
}
