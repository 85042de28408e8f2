import { expect, it } from '@jest/globals';
import { type Quota, quotaOf } from './quota.ts';

const NOW = Date.parse('2026-01-05T10:00:00Z');
const quota = (limit: number | null, remaining: number | null, resetAt: number | null): Quota => ({ limit, remaining, resetAt });

it.each<[string, Record<string, string>, Quota | null]>([
  [
    'ServiceNow: an hour, epoch seconds, no count of what is left',
    { 'x-ratelimit-limit': '1000', 'x-ratelimit-reset': String(NOW / 1000 + 1800), 'x-ratelimit-rule': 'a1' },
    quota(1000, null, NOW + 1_800_000),
  ],
  [
    'Jira: ISO',
    {
      'x-ratelimit-limit': '65000',
      'x-ratelimit-remaining': '12',
      'x-ratelimit-reset': '2026-01-05T10:30:00Z',
      'x-ratelimit-nearlimit': 'true',
    },
    quota(65_000, 12, NOW + 1_800_000),
  ],
  ['Jira, Beta-', { 'beta-x-ratelimit-limit': '10', 'beta-x-ratelimit-remaining': '0' }, quota(10, 0, null)],
  [
    'Jira: the quota of the site is used up',
    { 'x-ratelimit-remaining': '0', 'ratelimit-reason': 'jira-quota-tenant-based', 'retry-after': '60' },
    quota(null, 0, null),
  ],
  [
    'PagerDuty REST: seconds left',
    { 'ratelimit-limit': '960', 'ratelimit-remaining': '959', 'ratelimit-reset': '60' },
    quota(960, 959, NOW + 60_000),
  ],
  ['the limit of one issue is not the quota', { 'x-ratelimit-remaining': '0', 'ratelimit-reason': 'jira-per-issue-on-write' }, null],
  ['nor is that of one kind of call', { 'x-ratelimit-remaining': '0', 'beta-ratelimit-reason': 'jira-burst-based' }, null],
  ['nothing told', { 'content-type': 'application/json', 'x-ratelimit-rule': 'a1' }, null],
  ['only a moment', { 'x-ratelimit-reset': String(NOW / 1000 + 90), 'retry-after': '3' }, null],
  ['no numbers', { 'x-ratelimit-limit': 'lots', 'x-ratelimit-remaining': '-1' }, null],
  ['a number no quota has', { 'x-ratelimit-limit': '9'.repeat(40) }, null],
  [
    'a window that is over, a moment in ten years',
    { 'x-ratelimit-limit': '5', 'x-ratelimit-reset': '2026-01-05T09:00:00Z' },
    quota(5, null, null),
  ],
  ['at most an hour ahead', { 'x-ratelimit-limit': '5', 'x-ratelimit-reset': '2036-01-05T09:00:00Z' }, quota(5, null, NOW + 3_600_000)],
])('%s', (_name, headers, expected) => expect(quotaOf(headers, NOW)).toEqual(expected));
