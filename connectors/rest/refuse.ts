/** Failures that this connector makes itself, before a call or about an answer. */
import { type Evidence, FailureError } from '#libs/connector-kit';

/** The data has no place at the destination as the system file describes it: nothing was sent. */
export function refuse(field: string, message: string, expected: string, hint = "Correct the flow's map or the system file"): FailureError {
  const evidence: Evidence = { message, field, expected, hint };
  return new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** An answer of success that does not hold what it should: whether the work was done is not known. */
export function unreadable(message: string, expected: string, cause?: unknown): FailureError {
  const hint = 'Compare the answer of the system with `answer` in its system file';
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message, expected, hint } }, { cause });
}
