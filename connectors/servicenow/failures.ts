import type { FailureRow } from '#libs/connector-kit';

/** What ServiceNow's answers mean. Sources: formats.md, ServiceNow Table API and ServiceNow 429; gk where said. */
export const failures: readonly FailureRow[] = [
  // formats.md: a hibernating developer instance answers 200 with a page, even to a POST. It stays so until somebody wakes it: not
  // a matter of a few more tries of one record.
  { status: 200, bodyIncludes: 'ibernating', class: 'down', scope: 'system', meaning: 'the instance is hibernating' },
  // formats.md, ServiceNow 429: rules are per user, then role, then all; so a limit holds everything this credential does.
  { status: 429, class: 'rateLimit', scope: 'credential', meaning: 'the hourly limit of this user is used up' },
  { status: 401, class: 'auth', scope: 'credential', meaning: 'user or password was not accepted' },
  // The vendor's code table puts data policy and business rule refusals under 403 (gk for the wording): data, not access.
  { status: 403, bodyIncludes: 'Data Policy Exception', class: 'invalid', scope: 'record', meaning: 'a mandatory field is missing' },
  { status: 403, bodyIncludes: 'Business Rule', class: 'invalid', scope: 'record', meaning: 'a business rule refused the change' },
  { status: 403, class: 'invalid', scope: 'record', meaning: 'an access rule refused this record' },
  { status: 400, bodyIncludes: 'Invalid table', class: 'invalid', scope: 'system', meaning: 'the instance has no such table' },
  { status: 404, class: 'invalid', scope: 'record', meaning: 'the record does not exist, or access to it is denied' },
];
