import type { Declined } from '#libs/state';
import { CliError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';

/** What the store declined, as an end that a person can act on. */
export function declinedError({ why, text, next }: Declined): CliError {
  const code = why === 'not-found' || why === 'nothing-selected' ? exitCodes.notFound : exitCodes.refused;
  return new CliError(code, text, next);
}
