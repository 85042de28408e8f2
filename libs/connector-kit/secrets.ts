/** Secrets are named by reference, never written in a file of the workspace. */
import { readFileSync } from 'node:fs';
import { FailureError, rememberSecret } from '#libs/failures';
import { errorCode } from './error-code.ts';

function missing(reference: string, why: string): FailureError {
  const evidence = { message: `Secret ${reference}: ${why}`, hint: 'A secret is named env:NAME or file:/absolute/path' };
  return new FailureError({ class: 'auth', scope: 'credential', evidence });
}

function readSecretFile(reference: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw missing(reference, `the file cannot be read (${errorCode(error)})`);
  }
}

/**
 * The value behind `env:NAME` or `file:/path` (trimmed), read anew each time, so that a rotated file is taken up.
 * Throws FailureError (auth, credential) naming the reference, never the value: not even a mistaken reference is shown
 * when it carries no scheme, since it may be the secret itself. What was read is left out of logs and of errors nobody expected.
 */
export function resolveSecret(reference: string, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  const found = /^(env|file):(.+)$/s.exec(reference);
  if (found === null) throw missing('(not shown)', 'is not a reference');
  const [, scheme, name = ''] = found;
  const value = (scheme === 'env' ? (environment[name] ?? '') : readSecretFile(reference, name)).trim();
  if (value === '') throw missing(reference, scheme === 'env' ? 'the environment variable is not set' : 'the file is empty');
  rememberSecret(value);
  return value;
}
