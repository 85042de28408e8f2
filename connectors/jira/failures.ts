import type { FailureRow } from '#libs/connector-kit';

/** Both spellings: the headers have been seen with a Beta- prefix (formats.md, Jira Cloud v3). */
function limited(reason: string, scope: FailureRow['scope'], meaning: string): readonly FailureRow[] {
  return ['ratelimit-reason', 'beta-ratelimit-reason'].map((name) => ({
    status: 429,
    header: { name, includes: reason },
    class: 'rateLimit' as const,
    scope,
    meaning,
  }));
}

/** What Jira's answers mean. Sources: formats.md, Jira Cloud v3; gk where said. */
export const failures: readonly FailureRow[] = [
  ...limited('jira-per-issue-on-write', 'lane', 'too many writes to this one issue; the rest may go on'),
  ...limited('jira-burst-based', 'endpoint', 'too many calls of this kind'),
  ...limited('jira-quota-tenant-based', 'credential', "this site's hourly points are used up"),
  ...limited('jira-quota-global-based', 'system', 'the hourly points of all sites together are used up'),
  { status: 429, class: 'rateLimit', scope: 'endpoint', meaning: 'too many requests, without a reason' },
  { status: 401, class: 'auth', scope: 'credential', meaning: 'e-mail address or API token was not accepted' },
  // After failed sign-ins a user has to solve a puzzle in the browser first (gk).
  {
    status: 403,
    header: { name: 'x-seraph-loginreason', includes: 'AUTHENTICATION_DENIED' },
    class: 'auth',
    scope: 'credential',
    meaning: 'the user must sign in by browser once',
  },
  { status: 403, class: 'invalid', scope: 'record', meaning: 'no permission for this issue or action' },
  { status: 404, class: 'invalid', scope: 'record', meaning: 'the issue does not exist, or may not be seen' },
  { status: 400, bodyIncludes: 'valid project is required', class: 'invalid', scope: 'system', meaning: 'the site has no such project' },
  // A write that met another one; nothing was done (gk).
  { status: 409, class: 'transient', scope: 'record', meaning: 'another change of the issue came first' },
  { status: 410, class: 'invalid', scope: 'system', meaning: 'the site no longer has this resource' },
];
