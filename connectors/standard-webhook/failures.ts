import type { FailureRow } from '#libs/connector-kit';

/** What a receiver's answers mean. Source: formats.md, Standard Webhooks. */
export const failures: readonly FailureRow[] = [
  { status: 410, class: 'invalid', scope: 'system', meaning: 'the receiver wants no more calls at this address' },
  { status: [429, 502, 504], class: 'rateLimit', scope: 'endpoint', meaning: 'the receiver asks for less' },
  { status: 401, class: 'auth', scope: 'credential', meaning: 'the signature was not accepted' },
];
