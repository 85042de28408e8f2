import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { type RequestHeaders, resolveSecret } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

/**
 * null when authentic, else a reason that names what was wrong but never what was expected.
 * Throws what `resolveSecret` throws: a secret that can't be read is our fault, and a 401 would make Alertmanager drop
 * the alerts (formats.md: only 5xx is retried), so the host has to answer `comeAgain`.
 */
export function authenticate(headers: RequestHeaders, body: Buffer, settings: Settings): string | null {
  const auth = settings.auth;
  if (auth.type === 'none') return null;
  if (auth.type === 'hmac') {
    const expected = createHmac('sha256', resolveSecret(auth.secret)).update(body).digest('hex');
    return check(headers[auth.header], expected, auth.header, (given) => given.replace(/^sha256=/i, '').toLowerCase());
  }
  const secret = resolveSecret(auth.secret);
  const expected = auth.type === 'bearer' ? `bearer ${secret}` : `basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}`;
  return check(headers.authorization, expected, 'authorization', lowerScheme);
}

/** RFC 9110: the scheme is case-insensitive, what follows is not. */
function lowerScheme(given: string): string {
  const [scheme = '', ...rest] = given.trim().split(/ +/);
  return [scheme.toLowerCase(), ...rest].join(' ');
}

function check(given: string | undefined, expected: string, header: string, normalise: (given: string) => string): string | null {
  if (given === undefined || given === '') return `header ${header} is missing`;
  return sameText(normalise(given), expected) ? null : `header ${header} is not the one agreed`;
}

/** Digests have one length, so that neither content nor length can be timed. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
}
