import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { authenticate } from './authenticate.ts';
import { settings } from './settings.ts';

const SECRET = 'test-only-secret';
const body = Buffer.from([0x7b, 0xff, 0x7d]);
const hex = createHmac('sha256', SECRET).update(body).digest('hex');
const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

beforeEach(() => {
  process.env.ALERTMANAGER_TEST_SECRET = SECRET;
});
afterEach(() => {
  delete process.env.ALERTMANAGER_TEST_SECRET;
});

const secret = 'env:ALERTMANAGER_TEST_SECRET';
const run = (auth: object, headers: Record<string, string>) => authenticate(headers, body, settings.parse({ auth }));

describe('authentic', () => {
  it.each([
    [{ type: 'none' }, {}],
    [{ type: 'bearer', secret }, { authorization: `Bearer ${SECRET}` }],
    [{ type: 'bearer', secret }, { authorization: `bearer  ${SECRET}` }],
    [{ type: 'basic', secret }, { authorization: basic(`alertmanager:${SECRET}`) }],
    [{ type: 'basic', user: 'ops', secret }, { authorization: basic(`ops:${SECRET}`) }],
    [{ type: 'hmac', secret }, { 'x-signature-256': hex }],
    [{ type: 'hmac', secret, header: 'X-Seal' }, { 'x-seal': `sha256=${hex.toUpperCase()}` }],
  ])('%j', (auth, headers) => expect(run(auth, headers as Record<string, string>)).toBeNull());
});

describe('refused', () => {
  it.each([
    [{ type: 'bearer', secret }, {}, 'missing'],
    [{ type: 'bearer', secret }, { authorization: SECRET }, 'not the one agreed'],
    [{ type: 'bearer', secret }, { authorization: `Bearer ${SECRET}x` }, 'not the one agreed'],
    [{ type: 'bearer', secret }, { authorization: `Bearer ${SECRET.toUpperCase()}` }, 'not the one agreed'],
    [{ type: 'basic', secret }, { authorization: basic(`root:${SECRET}`) }, 'not the one agreed'],
    [{ type: 'basic', secret }, { authorization: `Bearer ${SECRET}` }, 'not the one agreed'],
    [{ type: 'hmac', secret }, { 'x-signature-256': hex.replace(/^./, (c) => (c === '0' ? '1' : '0')) }, 'no signature'],
    [{ type: 'hmac', secret }, { 'x-signature-256': 'sha256=' }, 'missing'],
  ])('%j %j', (auth, headers, reason) => {
    const answer = run(auth, headers as Record<string, string>);
    expect(answer).toContain(reason);
    expect(answer).not.toContain(SECRET);
  });

  it('an HMAC over other bytes', () => {
    const auth = settings.parse({ auth: { type: 'hmac', secret } });
    expect(authenticate({ 'x-signature-256': hex }, Buffer.from('{}'), auth)).toContain('no signature');
  });
});

it('throws when the secret is not there, since a 401 would lose the alerts', () => {
  expect(() => run({ type: 'bearer', secret: 'env:NO_SUCH_NAME_HERE' }, { authorization: 'Bearer x' })).toThrow();
});

describe('settings', () => {
  it.each([
    {},
    { auth: { type: 'bearer' } },
    { auth: { type: 'bearer', secret: 'plain' } },
    { auth: { type: 'magic' } },
    { auth: { type: 'none' }, extra: 1 },
  ])('refuse %j', (bad) => expect(settings.safeParse(bad).success).toBe(false));
});
