import type { HttpAnswer, RequestHeaders } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

/** CloudEvents webhooks 4: who asks names itself, and is let in by name. */
export function handshake(headers: RequestHeaders, { origins }: Settings): HttpAnswer | null {
  const origin = headers['webhook-request-origin'];
  if (origin === undefined) return null;
  const isName = /^[\w.:-]{1,253}$/.test(origin);
  const isIn = isName && (origins.includes('*') || origins.includes(origin));
  return isIn ? { status: 200, headers: { 'webhook-allowed-origin': origin } } : { status: 403 };
}
