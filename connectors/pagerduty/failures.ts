import type { FailureRow } from '#libs/connector-kit';

/** What the Events API's answers mean. Sources: formats.md, PagerDuty Events API v2; gk where said. */
export const failures: readonly FailureRow[] = [
  // formats.md: about 120 events a minute and key; 429 = not ingested, again after 30 s. The key is the credential here.
  { status: 429, class: 'rateLimit', scope: 'credential', waitSeconds: 30, meaning: 'too many events with this routing key; not taken' },
  // A refused routing key refuses every event (gk for the wording of `errors`).
  { status: 400, bodyIncludes: 'routing_key', class: 'auth', scope: 'credential', meaning: 'the routing key was not accepted' },
  { status: 400, bodyIncludes: 'routing key', class: 'auth', scope: 'credential', meaning: 'the routing key was not accepted' },
  { status: 400, class: 'invalid', scope: 'record', meaning: 'the event was refused' },
  { status: 401, class: 'auth', scope: 'credential', meaning: 'the account does not take these events' },
  { status: 413, class: 'invalid', scope: 'record', meaning: 'the event is larger than 512 KB' },
  { status: [404, 405], class: 'invalid', scope: 'system', meaning: 'this is not the address of the Events API' },
];
