import type { FailureClass } from './failure.ts';

/** What people call a class of failures. */
export const failureNames: Readonly<Record<FailureClass, string>> = {
  transient: 'A call fails in passing',
  rateLimit: 'Too many calls',
  auth: 'The credential is refused',
  invalid: 'A record is refused',
  down: 'The system is away',
  unknown: 'No clear answer',
  bug: 'A mistake of ours',
};
