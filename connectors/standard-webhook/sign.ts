/** Signatures of Standard Webhooks (formats.md): HMAC-SHA256 over `id.timestamp.body`, one `v1,<base64>` per secret. */
import { createHmac } from 'node:crypto';
import { FailureError } from '#libs/connector-kit';

function keyOf(secret: string): Buffer {
  const encoded = secret.replace(/^whsec_/, '');
  const key = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64') : Buffer.alloc(0);
  if (key.length >= 16) return key;
  const evidence = { message: 'The signing secret is not of the form whsec_<base64> with at least 16 bytes', code: 'signing-secret' };
  throw new FailureError({ class: 'auth', scope: 'credential', evidence });
}

/** The webhook-signature header. `timestamp` in epoch seconds. Throws FailureError (auth, credential) for a malformed secret. */
export function signatures(id: string, timestamp: number, body: string, secrets: readonly string[]): string {
  const text = `${id}.${timestamp}.${body}`;
  return secrets.map((secret) => `v1,${createHmac('sha256', keyOf(secret)).update(text).digest('base64')}`).join(' ');
}
