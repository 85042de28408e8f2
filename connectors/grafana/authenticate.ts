import { hmacRefusal, type RequestHeaders, tokenRefusal } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

/** null when authentic, else a reason. Signed text with a timestamp header: `<time>:<body>` (formats.md). Throws what `resolveSecret` throws. */
export function authenticate(headers: RequestHeaders, body: Buffer, { auth }: Settings): string | null {
  if (auth.type !== 'hmac') return tokenRefusal(headers, auth);
  const { header, secrets, timestampHeader, toleranceSeconds } = auth;
  if (timestampHeader === undefined) return hmacRefusal(headers, { header, secrets, signed: [body] });
  const time = headers[timestampHeader] ?? '';
  if (!/^\d{1,12}$/.test(time)) return `header ${timestampHeader} is missing or holds no time`;
  if (Math.abs(Date.now() / 1_000 - Number(time)) > toleranceSeconds) return `the time in ${timestampHeader} is too old or too new`;
  return hmacRefusal(headers, { header, secrets, signed: [time, ':', body] });
}
