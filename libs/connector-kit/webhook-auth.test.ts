import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { hmacRefusal, type TokenAuth, tokenForms, tokenRefusal } from './webhook-auth.ts';

beforeAll(() => void Object.assign(process.env, { KIT_NEW: 'new-secret', KIT_OLD: 'old-secret' }));
afterAll(() => {
  delete process.env.KIT_NEW;
  delete process.env.KIT_OLD;
});

const secrets = ['env:KIT_NEW', 'env:KIT_OLD'];
const schema = z.discriminatedUnion('type', [...tokenForms]);
const refusal = (auth: object, headers: Record<string, string>) => tokenRefusal(headers, schema.parse(auth) as TokenAuth);
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('a token', () => {
  it.each<[object, Record<string, string>]>([
    [{ type: 'none' }, {}],
    [{ type: 'bearer', secrets }, { authorization: 'Bearer new-secret' }],
    [{ type: 'bearer', secrets }, { authorization: 'bearer  old-secret' }],
    [{ type: 'basic', secrets }, { authorization: basic('junctor:new-secret') }],
    [{ type: 'basic', user: 'ops', secrets }, { authorization: basic('ops:old-secret') }],
    [{ type: 'header', secrets }, { 'x-junctor-token': 'old-secret' }],
    [{ type: 'header', header: 'X-Token', secrets }, { 'x-token': 'new-secret' }],
  ])('%j takes %j', (auth, headers) => expect(refusal(auth, headers)).toBeNull());

  it.each<[object, Record<string, string>, string]>([
    [{ type: 'bearer', secrets }, {}, 'header authorization is missing'],
    [{ type: 'bearer', secrets }, { authorization: '' }, 'missing'],
    [{ type: 'bearer', secrets }, { authorization: 'new-secret' }, 'not the one agreed'],
    [{ type: 'bearer', secrets }, { authorization: 'Bearer NEW-SECRET' }, 'not the one agreed'],
    [{ type: 'bearer', secrets }, { authorization: 'Bearer new-secret2' }, 'not the one agreed'],
    [{ type: 'basic', secrets }, { authorization: basic('root:new-secret') }, 'not the one agreed'],
    [{ type: 'header', secrets }, { authorization: 'new-secret' }, 'header x-junctor-token is missing'],
    [{ type: 'header', secrets }, { 'x-junctor-token': 'new-secret ' }, 'not the one agreed'],
  ])('%j refuses %j', (auth, headers, reason) => {
    expect(refusal(auth, headers)).toContain(reason);
    expect(refusal(auth, headers)).not.toMatch(/new-secret|old-secret/);
  });

  it.each([
    { type: 'bearer' },
    { type: 'bearer', secrets: [] },
    { type: 'bearer', secrets: ['plain'] },
    { type: 'header', secrets, more: 1 },
    { type: 'magic' },
  ])('the settings refuse %j', (given) => expect(schema.safeParse(given).success).toBe(false));
  it('a secret that is not there is our fault', () => {
    expect(() => refusal({ type: 'bearer', secrets: ['env:KIT_NONE'] }, { authorization: 'Bearer x' })).toThrow('KIT_NONE');
  });
});

describe('a signature', () => {
  const body = Buffer.from([0x7b, 0xff, 0x7d]);
  const sign = (secret: string, ...parts: (string | Buffer)[]): string => {
    const hmac = createHmac('sha256', secret);
    for (const part of parts) hmac.update(part);
    return hmac.digest('hex');
  };
  const check = (header: string | undefined, prefix = 'sha256=', signed: readonly (string | Buffer)[] = [body]) =>
    hmacRefusal({ ...(header !== undefined && { 'x-sign': header }) }, { header: 'x-sign', prefix, secrets, signed });

  it.each<[string, string, string, readonly (string | Buffer)[]]>([
    ['with its prefix', `sha256=${sign('new-secret', body)}`, 'sha256=', [body]],
    ['by the secret before', `sha256=${sign('old-secret', body)}`, 'sha256=', [body]],
    ['in capitals', `sha256=${sign('new-secret', body).toUpperCase()}`, 'sha256=', [body]],
    ['without a prefix', sign('new-secret', body), '', [body]],
    ['one of several', `sha256=00, sha256=${sign('new-secret', body)}`, 'sha256=', [body]],
    ['over a time before the body', sign('new-secret', '17', ':', body), '', ['17', ':', body]],
  ])('%s fits', (_name, header, prefix, signed) => expect(check(header, prefix, signed)).toBeNull());

  it.each<[string, string | undefined]>([
    ['none', undefined],
    ['an empty one', ''],
    ['one without its prefix', sign('new-secret', body)],
    ['one by another secret', `sha256=${sign('other', body)}`],
    ['one over other bytes', `sha256=${sign('new-secret', '{}')}`],
    ['half of one', `sha256=${sign('new-secret', body).slice(0, 32)}`],
    ['the prefix alone', 'sha256='],
    ['the right one behind a flood', `${'sha256=00,'.repeat(50)}sha256=${sign('new-secret', body)}`],
  ])('%s is refused', (_name, header) => expect(check(header)).toEqual(expect.any(String)));
});
