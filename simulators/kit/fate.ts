/** What the panel makes of one request, whichever vendor it is for (F2, F3, F18, F20): the server asks before any work is done. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

/** First four: no work, this answer instead. The others: the work is done, its answer is spoiled. */
export const KINDS = ['loginPage', 'page', 'redirect', 'errorBody', 'truncatedGzip', 'halfBody', 'emptyBody', 'noContent', 'drip'] as const;
export type Kind = (typeof KINDS)[number];

export interface Instead {
  readonly kind: 'instead';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type Fate =
  | { readonly kind: 'none' }
  /** The connection is reset and nothing is done. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'late'; readonly afterMs: number }
  | Instead
  | { readonly kind: 'spoiled'; readonly how: Kind };

const HTML = { 'content-type': 'text/html;charset=UTF-8' };
const LOGIN = '<!DOCTYPE html><html><head><title>Log in</title></head><body><form><input type="password"></form></body></html>';
const PAGE = '<!DOCTYPE html><html><head><title>Maintenance</title></head><body><h1>We are back soon</h1></body></html>';
const JSON_TYPE = { 'content-type': 'application/json' };
const ERROR = JSON.stringify({ error: { message: 'Injected failure', detail: null }, status: 'failure' });

/** Time between two bytes of a drip, and how many come before the connection is cut: longer than any caller may wait. */
const DRIP_MS = 100;
const DRIPS = 1_200;

export function insteadOf(kind: Kind): Instead | null {
  if (kind === 'loginPage') return { kind: 'instead', status: 200, headers: HTML, body: LOGIN };
  if (kind === 'page') return { kind: 'instead', status: 200, headers: HTML, body: PAGE };
  if (kind === 'errorBody') return { kind: 'instead', status: 200, headers: JSON_TYPE, body: ERROR };
  if (kind === 'redirect') return { kind: 'instead', status: 302, headers: { location: '/elsewhere' }, body: '' };
  return null;
}

async function drip(response: ServerResponse): Promise<void> {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': String(DRIPS + 2) });
  for (let sent = 0; sent < DRIPS && !response.destroyed; sent += 1) {
    response.write(' '); // blanks before a value are good JSON: nothing tells the reader that none will come
    await sleep(DRIP_MS);
  }
  response.destroy();
}

/** The status that a spoiled answer begins with. */
export const statusOfSpoiled = (how: Kind): number => (how === 'noContent' ? 204 : 200);

/** Answers in place of the vendor, whose work is done by now. */
export async function spoil(how: Kind, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (how === 'drip') return drip(response);
  if (how === 'noContent' || how === 'emptyBody') {
    response.writeHead(statusOfSpoiled(how), how === 'noContent' ? {} : { ...JSON_TYPE, 'content-length': '0' }).end();
    return;
  }
  if (how === 'truncatedGzip') {
    const whole = gzipSync(JSON.stringify({ result: { sys_id: 'cut off' } }));
    const half = whole.subarray(0, Math.floor(whole.length / 2));
    response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'gzip', 'content-length': String(half.length) }).end(half);
    return;
  }
  response.writeHead(200, { ...JSON_TYPE, 'content-length': '4000' });
  response.write('{"result":{"sys_id":"', () => request.socket.destroy());
}
