/** Standard Webhooks as the receiver checks it: `id.timestamp.body`, HMAC-SHA256, several signatures allowed (formats.md). */
import { createHmac, timingSafeEqual } from 'node:crypto';

/** Age (either way) past which a call is a replay, seconds. */
const TOLERANCE_S = 300;

/** Raw key bytes of a `whsec_<base64>` secret. */
function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

/** Why the call is refused; null when it is authentic. `nowS` in epoch seconds. */
export function refusal(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  body: Buffer,
  secrets: readonly string[],
  nowS: number,
): string | null {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers[name]);
  if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signatures !== 'string')
    return 'webhook-id, webhook-timestamp and webhook-signature are needed';
  if (!/^\d+$/.test(timestamp) || Math.abs(nowS - Number(timestamp)) > TOLERANCE_S) return 'webhook-timestamp is too old or too new';
  const expected = secrets.map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`).update(body).digest());
  const good = signatures.split(' ').some((one) => {
    const [version, value = ''] = one.split(',', 2);
    const given = Buffer.from(value, 'base64');
    return version === 'v1' && expected.some((known) => given.length === known.length && timingSafeEqual(given, known));
  });
  return good ? null : 'no signature fits';
}
