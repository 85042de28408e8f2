/** What can go wrong and what is done about it: a closed union of failures, and the policy as data. Imports nothing of ours. */
export { concealed, rememberForGood, rememberSecret } from './concealed.ts';
export { type Evidence, type Failure, type FailureClass, FailureError, type FailureScope, toFailure } from './failure.ts';
export { failureNames } from './names.ts';
export {
  type Decided,
  failureClasses,
  failurePolicy,
  failureScopes,
  type Held,
  type Policy,
  type PolicyAction,
  type PolicyOverride,
  type PolicyOverrides,
  type PolicyRow,
  policyFor,
  retrySchedule,
} from './policy.ts';
