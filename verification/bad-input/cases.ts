import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { badPosts } from '#verification/data';
import { demoSecrets } from '#verification/rig';
import { alert, post } from './alerts.ts';
import { type Answer, brokenOff, call, chunked } from './calls.ts';
import type { End } from './ends.ts';

/** One input over HTTP, what must be answered, and where it must have ended a moment later. */
export interface HttpCase {
  readonly what: string;
  readonly send: (base: string) => Promise<Answer>;
  /** Status; 0 = the sender itself broke off, and there was nobody to answer. */
  readonly status: number;
  readonly ends: End;
}

export const hmacSecret = 'drill-hmac-secret';
const bearer = { authorization: `Bearer ${demoSecrets.PROMETHEUS_WEBHOOK_TOKEN}` };
const packed = (how: string): Record<string, string> => ({ ...bearer, 'content-encoding': how });
const nothing = (record: string): End => ({ kind: 'nothing', record });
const drill = (id: string, severity: string): Buffer => post([alert(id, { severity })]);
const large = (id: string): Buffer => Buffer.concat([Buffer.from(`{"receiver":"${id}","alerts":["`), Buffer.alloc(20_000_000, 'x')]);
const signed = (body: Buffer, secret: string): Record<string, string> => ({
  'x-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const toPrometheus =
  (body: Buffer, headers: Record<string, string> = bearer, method = 'POST') =>
  (base: string): Promise<Answer> =>
    call(`${base}/in/prometheus`, method, headers, body);
const toHmac = (body: Buffer, secret: string) => (base: string) => call(`${base}/in/prometheus-hmac`, 'POST', signed(body, secret), body);

/** The named bad posts that every demo sends along. */
function named(): readonly HttpCase[] {
  return badPosts().map(({ what, body, code, stage, found }) => ({
    what: `Alertmanager post: ${what}`,
    send: toPrometheus(body),
    status: 200,
    ends: { kind: 'parked', code, stage, found },
  }));
}

function sizes(): readonly HttpCase[] {
  const many = Array.from({ length: 2_000 }, (_, n) => alert(`drill-many-${n}`, { severity: 'info', pod: `pod-${n}` }));
  return [
    { what: 'a body of 20 MB', send: toPrometheus(large('drill-large')), status: 413, ends: nothing('drill-large') },
    {
      what: 'a body of 20 MB in chunks, its length not announced',
      send: (base) => chunked(`${base}/in/prometheus`, bearer, large('drill-chunks')),
      status: 413,
      ends: nothing('drill-chunks'),
    },
    { what: 'a post with 2,000 alerts', send: toPrometheus(post(many)), status: 200, ends: { kind: 'filtered', records: many.length } },
    {
      what: 'a post with truncatedAlerts 17',
      send: toPrometheus(post([alert('drill-truncated', { namespace: 'payments' })], 17)),
      status: 200,
      ends: { kind: 'ticket', record: 'drill-truncated', logged: '17 records were left out by the sender' },
    },
    {
      what: 'a body that ends before its announced length, the connection closed',
      send: (base) => brokenOff(`${base}/in/prometheus`, bearer, drill('drill-broken-off', 'critical')),
      status: 0,
      ends: nothing('drill-broken-off'),
    },
  ];
}

function senders(): readonly HttpCase[] {
  const body = drill('drill-hmac', 'critical');
  const forged = drill('drill-forged', 'critical');
  return [
    { what: 'no bearer token', send: toPrometheus(forged, {}), status: 401, ends: nothing('drill-forged') },
    {
      what: 'a wrong bearer token',
      send: toPrometheus(forged, { authorization: 'Bearer guessed' }),
      status: 401,
      ends: nothing('drill-forged'),
    },
    { what: 'a wrong HMAC signature', send: toHmac(forged, 'guessed'), status: 401, ends: nothing('drill-forged') },
    { what: 'a right HMAC signature', send: toHmac(body, hmacSecret), status: 200, ends: { kind: 'filtered', record: 'drill-hmac' } },
    {
      what: 'a system that nobody has declared',
      send: (base) => call(`${base}/in/nobody`, 'POST', bearer, forged),
      status: 404,
      ends: nothing('drill-forged'),
    },
    {
      what: 'a system that takes no webhooks',
      send: (base) => call(`${base}/in/archive-files`, 'POST', bearer, forged),
      status: 404,
      ends: nothing('drill-forged'),
    },
    {
      what: 'GET instead of POST',
      send: (base) => call(`${base}/in/prometheus`, 'GET', bearer, null),
      status: 405,
      ends: nothing('drill-forged'),
    },
  ];
}

function bodies(): readonly HttpCase[] {
  return [
    {
      what: 'a body packed with gzip, and said so',
      send: toPrometheus(gzipSync(drill('drill-gzip', 'info')), packed('gzip')),
      status: 200,
      ends: { kind: 'filtered', record: 'drill-gzip' },
    },
    {
      what: 'a gzip bomb: 40 KB that become 40 MB',
      send: toPrometheus(gzipSync(Buffer.alloc(40_000_000, 'x')), packed('gzip')),
      status: 413,
      ends: nothing('drill-bomb'),
    },
    {
      what: 'a body that says gzip and is not',
      send: toPrometheus(Buffer.from('not-gzip-at-all'), packed('gzip')),
      status: 200,
      ends: { kind: 'parked', code: 'malformed', stage: 'transform', found: { by: 'excerpt', value: 'not-gzip-at-all' } },
    },
    {
      what: 'a packing that nobody can undo here (brotli)',
      send: toPrometheus(drill('drill-brotli', 'critical'), packed('br')),
      status: 415,
      ends: nothing('drill-brotli'),
    },
    {
      what: 'no content type',
      send: (base) => call(`${base}/in/prometheus`, 'POST', bearer, drill('drill-no-type', 'info'), null),
      status: 200,
      ends: { kind: 'filtered', record: 'drill-no-type' },
    },
    {
      what: 'a good alert after all of that',
      send: toPrometheus(post([alert('drill-good', { namespace: 'search' })])),
      status: 200,
      ends: { kind: 'ticket', record: 'drill-good' },
    },
  ];
}

export const httpCases: readonly HttpCase[] = [...named(), ...sizes(), ...senders(), ...bodies()];
