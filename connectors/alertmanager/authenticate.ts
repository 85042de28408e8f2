import { hmacRefusal, type RequestHeaders, tokenRefusal } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

/**
 * null when authentic, else a reason that names what was wrong but never what was expected.
 * Throws what `resolveSecret` throws: a secret that can't be read is our fault, and a 401 would make Alertmanager drop
 * the alerts (formats.md: only 5xx is retried), so the host has to answer `comeAgain`.
 */
export function authenticate(headers: RequestHeaders, body: Buffer, { auth }: Settings): string | null {
  if (auth.type === 'none') return null;
  const secrets = [auth.secret];
  if (auth.type !== 'hmac') return tokenRefusal(headers, { ...auth, secrets });
  const { header } = auth;
  // Signing proxies write it with this prefix or without.
  const given = { [header]: headers[header]?.replace(/^sha256=/i, '') };
  return hmacRefusal(given, { header, secrets, signed: [body] });
}
