/** Whether a webhook is authentic: checked on its raw bytes, all secrets and signatures compared, in constant time. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { type RequestHeaders, resolveSecret, tokenRefusal } from '#libs/connector-kit';
import type { WebhookAuth } from './settings/auth.ts';
import { render, templateOf } from './template.ts';

/** More signatures than a rotation can explain are a way to make us work. */
const MAX_SIGNATURES = 10;
const BODY = '{{body}}';

type Hmac = Extract<WebhookAuth, { type: 'hmac' }>;

function same(given: string | Buffer, expected: string | Buffer): boolean {
  // Digests are compared, so that neither length nor place of the first difference shows in the time taken.
  const digest = (value: string | Buffer): Buffer => createHmac('sha256', 'compare').update(value).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const partsOf = (header: string): readonly string[] => header.split(/[,\s]+/, MAX_SIGNATURES * 4).filter((part) => part !== '');

function timestampOf(auth: Hmac, headers: RequestHeaders, parts: readonly string[]): string | undefined {
  const { timestampPrefix } = auth;
  if (timestampPrefix !== undefined) return parts.find((part) => part.startsWith(timestampPrefix))?.slice(timestampPrefix.length);
  return auth.timestampHeader === undefined ? undefined : headers[auth.timestampHeader.toLowerCase()];
}

/** The bytes that are signed: the body stands in them as it came. */
function signedBytes(auth: Hmac, headers: RequestHeaders, timestamp: string | undefined, body: Buffer): Buffer {
  const scope = { header: headers, timestamp: timestamp ?? '' };
  const parts = auth.signed.split(BODY).map((text) => Buffer.from(render(templateOf(text), scope, String) ?? ''));
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [body, part])));
}

function hmacRefusal(auth: Hmac, headers: RequestHeaders, body: Buffer, keyOf: (secret: string) => string | Buffer): string | null {
  const given = headers[auth.header.toLowerCase()] ?? '';
  if (given === '') return `header ${auth.header} is missing`;
  const parts = partsOf(given);
  const isTimed = auth.timestampHeader !== undefined || auth.timestampPrefix !== undefined;
  const timestamp = timestampOf(auth, headers, parts);
  if (isTimed && !/^\d{1,12}$/.test(timestamp ?? '')) return 'the timestamp is missing';
  if (isTimed && Math.abs(Date.now() / 1_000 - Number(timestamp)) > auth.toleranceSeconds) return 'the timestamp is too old or too new';
  const signatures = parts.filter((part) => part.startsWith(auth.prefix)).slice(0, MAX_SIGNATURES);
  const bytes = signedBytes(auth, headers, timestamp, body);
  let fits = false;
  for (const reference of auth.secrets) {
    const expected = createHmac(auth.algorithm, keyOf(resolveSecret(reference)))
      .update(bytes)
      .digest();
    for (const signature of signatures) if (same(Buffer.from(signature.slice(auth.prefix.length), auth.encoding), expected)) fits = true;
  }
  return fits ? null : `no signature in ${auth.header} fits`;
}

/** formats.md, Standard Webhooks: id.timestamp.body, secrets whsec_<base64>, signatures `v1,<base64>` parted by blanks. */
function standardRefusal(secrets: readonly string[], headers: RequestHeaders, body: Buffer): string | null {
  const given = (headers['webhook-signature'] ?? '').replaceAll('v1,', 'v1=');
  const auth: Hmac = {
    type: 'hmac',
    secrets: [...secrets],
    header: 'webhook-signature',
    prefix: 'v1=',
    signed: '{{header["webhook-id"]}}.{{timestamp}}.{{body}}',
    timestampHeader: 'webhook-timestamp',
    toleranceSeconds: 300,
    algorithm: 'sha256',
    encoding: 'base64',
  };
  return hmacRefusal(auth, { ...headers, 'webhook-signature': given }, body, (secret) =>
    Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
  );
}

/**
 * null when authentic, else a reason. Throws what `resolveSecret` throws: a secret that can't be read is our fault, and the
 * host then answers that the sender should come again.
 */
export function refusalOf(auth: WebhookAuth, headers: RequestHeaders, body: Buffer): string | null {
  if (auth.type === 'none') return null;
  if (auth.type === 'hmac') return hmacRefusal(auth, headers, body, (secret) => secret);
  if (auth.type === 'standard-webhooks') return standardRefusal(auth.secrets, headers, body);
  return tokenRefusal(headers, auth.type === 'header' ? { ...auth, header: auth.header.toLowerCase() } : auth);
}
