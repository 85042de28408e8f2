import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { type RunningServer } from '#simulators/kit';
import { startWebhookReceiver } from './receiver.ts';

const SECRET = `whsec_${Buffer.from('a signing secret of 32 bytes ...').toString('base64')}`;
const BODY = '{"type":"t","data":{"number":"INC1"}}';
let receiver: RunningServer;

beforeAll(async () => {
  receiver = await startWebhookReceiver({ secret: SECRET });
});
afterAll(() => receiver.close());

function signed(id: string, at: Date, body = BODY, secret = SECRET): Record<string, string> {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}
const send = async (headers: Record<string, string>, body = BODY) =>
  (await fetch(`${receiver.url}/x`, { method: 'POST', headers, body })).status;
const now = new Date();
const other = `whsec_${Buffer.from('another signing secret, 32 bytes').toString('base64')}`;

it('takes what the reference library signed, also among several signatures', async () => {
  expect(await send(signed('m1', now))).toBe(204);
  const both = signed('m2', now);
  expect(await send({ ...both, 'webhook-signature': `v1a,x v1,AAAA ${both['webhook-signature'] ?? ''}` })).toBe(204);
});

it.each<[string, Record<string, string>, string, number]>([
  ['no signature', {}, BODY, 401],
  ['another secret', signed('m', now, BODY, other), BODY, 401],
  ['a changed body', signed('m', now), `${BODY} `, 401],
  ['a changed id', { ...signed('m', now), 'webhook-id': 'n' }, BODY, 401],
  ['an old call', signed('m', new Date(now.getTime() - 600_000)), BODY, 401],
  ['a call from the future', signed('m', new Date(now.getTime() + 600_000)), BODY, 401],
  [
    'another version',
    { ...signed('m', now), 'webhook-signature': signed('m', now)['webhook-signature']?.replace('v1,', 'v0,') ?? '' },
    BODY,
    401,
  ],
  ['signed, but no JSON', signed('m', now, '{'), '{', 400],
])('refuses %s', async (_name, headers, body, status) => expect(await send(headers, body)).toBe(status));

it('a burst is answered 429 with Retry-After', async () => {
  await fetch(`${receiver.url}/__sim/faults`, { method: 'POST', body: JSON.stringify({ burst: 'after=0,count=1,retryAfter=3' }) });
  const answer = await fetch(receiver.url, { method: 'POST', headers: signed('b', now), body: BODY });
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3']);
  expect(await send(signed('b', now))).toBe(204);
});
