import { FailureError } from '#libs/failures';
import { errorCode } from './error-code.ts';

/** Errors that concern this file only; any other is the folder's, and holds the whole system. */
const OF_THE_FILE = new Set(['EISDIR', 'ENAMETOOLONG', 'EINVAL']);

/** What an error of the file system says about a file that could not be `done` (written, dropped). A file can be done again, so no outcome is unknown. */
export function fileFailure(error: unknown, done: string): FailureError {
  const code = errorCode(error);
  const message = `The file could not be ${done} (${code})`;
  if (OF_THE_FILE.has(code)) return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, code } }, { cause: error });
  const hint = code === 'ENOSPC' ? 'The disk is full' : 'Check that the folder exists and may be written to';
  return new FailureError({ class: 'down', scope: 'system', evidence: { message, code, hint } }, { cause: error });
}
