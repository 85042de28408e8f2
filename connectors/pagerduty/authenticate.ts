/** X-PagerDuty-Signature: `v1=<hex>,v1=<hex>`, HMAC-SHA256 of the raw body, several during a rotation (formats.md). */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { headerRefusal, type RequestHeaders, resolveSecret } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

const HEADER = 'x-pagerduty-signature';
/** More signatures than a rotation can explain are a way to make us work. */
const MAX_SIGNATURES = 10;

/**
 * null when authentic, else a reason. Throws what `resolveSecret` throws: a secret that can't be read is our fault, and the
 * host then answers that the sender should come again.
 */
export function authenticate(headers: RequestHeaders, body: Buffer, settings: Settings): string | null {
  const given = headers[HEADER];
  const { legacyWebhook } = settings;
  if (given === undefined && legacyWebhook !== undefined) return headerRefusal(headers, legacyWebhook.header, legacyWebhook.secrets);
  if (settings.webhookSecrets === undefined) return 'settings.webhookSecrets is not set, so no webhook can be authentic';
  if (given === undefined || given === '') return `header ${HEADER} is missing`;
  const signatures = given
    .split(',', MAX_SIGNATURES)
    .map((one) => /^\s*v1=([0-9a-f]{64})\s*$/i.exec(one)?.[1])
    .filter((one) => one !== undefined)
    .map((hex) => Buffer.from(hex, 'hex'));
  let authentic = false;
  for (const reference of settings.webhookSecrets) {
    const expected = createHmac('sha256', resolveSecret(reference)).update(body).digest();
    // All are compared, whichever fits, so that the time taken says nothing.
    for (const signature of signatures) if (timingSafeEqual(signature, expected)) authentic = true;
  }
  return authentic ? null : `no signature in ${HEADER} fits`;
}
