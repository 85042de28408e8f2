/**
 * Three limits that have nothing to do with each other (formats.md, Jira Cloud v3); RateLimit-Reason says which one answered.
 * Numbers of the per-issue limit are the documented ones; quota and burst are set by whoever rehearses them.
 */
import { type Answer, json } from '#simulators/kit';

const PER_ISSUE = [
  { writes: 20, withinMs: 2_000 },
  { writes: 100, withinMs: 30_000 },
] as const;
const HOUR = 3_600_000;

export interface LimitSettings {
  /** Requests an hour for all together; null = no limit. */
  quota: number | null;
  /** Whose hourly points a quota stands for: this site's, or those of all sites of the app. */
  quotaOf: 'tenant' | 'global';
  /** The endpoint (method and path pattern) that answers 429 for its next `count` requests. */
  burstOn: { readonly endpoint: string; readonly count: number; readonly retryAfter: number } | null;
  /** False lifts the per-issue limit. */
  perIssue: boolean;
}

export interface Limits {
  readonly settings: LimitSettings;
  /** Counts a request; its refusal, or headers for its answer. `issue` is given for writes to one. */
  take(now: number, endpoint: string, issue: string | null): { readonly refusal: Answer | null; readonly headers: Record<string, string> };
  change(given: Readonly<Record<string, unknown>>): void;
}

/** 429 with the reason; `reset` adds X-RateLimit-Reset (epoch ms). */
export function tooMany(reason: string, retryAfterS: number, reset: number | null): Answer {
  const headers: Record<string, string> = { 'Retry-After': String(retryAfterS), 'RateLimit-Reason': reason, 'X-RateLimit-Remaining': '0' };
  if (reset !== null) headers['X-RateLimit-Reset'] = new Date(reset).toISOString();
  return json(429, { errorMessages: ['Rate limit exceeded.'], errors: {} }, headers);
}

export function createLimits(): Limits {
  const settings: LimitSettings = { quota: null, quotaOf: 'tenant', burstOn: null, perIssue: true };
  const writes = new Map<string, number[]>();
  let hour = -1;
  let used = 0;

  function turn(now: number): void {
    if (Math.floor(now / HOUR) === hour) return;
    hour = Math.floor(now / HOUR);
    used = 0;
  }

  function quotaAnswer(now: number): { refusal: Answer | null; headers: Record<string, string> } {
    if (settings.quota === null) return { refusal: null, headers: {} };
    turn(now);
    used += 1;
    const left = settings.quota - used;
    const reset = (hour + 1) * HOUR;
    if (left < 0) return { refusal: tooMany(`jira-quota-${settings.quotaOf}-based`, Math.ceil((reset - now) / 1000), reset), headers: {} };
    const near: Record<string, string> = left < settings.quota * 0.2 ? { 'X-RateLimit-NearLimit': 'true' } : {};
    return { refusal: null, headers: { 'X-RateLimit-Limit': String(settings.quota), 'X-RateLimit-Remaining': String(left), ...near } };
  }

  function issueAnswer(now: number, issue: string): Answer | null {
    const times = (writes.get(issue) ?? []).filter((at) => at > now - 30_000);
    writes.set(issue, times);
    for (const { writes: most, withinMs } of PER_ISSUE) {
      const recent = times.filter((at) => at > now - withinMs);
      const oldest = recent[0];
      if (recent.length >= most && oldest !== undefined)
        return tooMany('jira-per-issue-on-write', Math.max(1, Math.ceil((oldest + withinMs - now) / 1000)), null);
    }
    times.push(now);
    return null;
  }

  return {
    settings,
    take(now, endpoint, issue) {
      const { burstOn } = settings;
      if (burstOn !== null && burstOn.endpoint === endpoint && burstOn.count > 0) {
        settings.burstOn = burstOn.count > 1 ? { ...burstOn, count: burstOn.count - 1 } : null;
        return { refusal: tooMany('jira-burst-based', burstOn.retryAfter, null), headers: {} };
      }
      const quota = quotaAnswer(now);
      if (quota.refusal !== null || issue === null || !settings.perIssue) return quota;
      return { refusal: issueAnswer(now, issue), headers: quota.headers };
    },
    change({ quota, quotaOf, spend, burstOn, perIssue }) {
      if (quota === null || (typeof quota === 'number' && quota >= 0)) {
        settings.quota = quota;
        used = 0;
      }
      if (quotaOf === 'tenant' || quotaOf === 'global') settings.quotaOf = quotaOf;
      if (typeof spend === 'number' && spend >= 0) {
        turn(Date.now());
        used += spend;
      }
      if (burstOn !== undefined) settings.burstOn = burstOn as LimitSettings['burstOn'];
      if (typeof perIssue === 'boolean') settings.perIssue = perIssue;
    },
  };
}
