import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createAuthentication } from './authenticate.ts';
import { createKeys } from './entra.ts';
import { settings as schema } from './settings.ts';

const pair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [first, second] = [pair(), pair()];
const TENANT = '2f6f2a0c-9d5b-4f0e-8f2a-000000000001';
const CALLER = '2f6f2a0c-9d5b-4f0e-8f2a-000000000002';
const NOW = 1_777_881_600;
const settings = schema.parse({ auth: { type: 'entra', tenant: TENANT, audience: 'api://junctor', applications: [CALLER] } });

const claims = { iss: `https://sts.windows.net/${TENANT}/`, aud: 'api://junctor', appid: CALLER, nbf: NOW - 60, exp: NOW + 3_600 };
const base64 = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

function bearer(given: object, { header = {}, key = first.privateKey }: { header?: object; key?: KeyObject } = {}): Record<string, string> {
  const signed = `${base64({ alg: 'RS256', kid: 'one', ...header })}.${base64(given)}`;
  return { authorization: `Bearer ${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}` };
}

const jwks = (...keys: readonly (readonly [string, KeyObject])[]): string =>
  JSON.stringify({
    keys: [
      { kid: 'x', kty: 'EC' },
      { kid: 'broken', kty: 'RSA' },
      ...keys.map(([kid, key]) => ({ kid, ...key.export({ format: 'jwk' }) })),
    ],
  });

async function refusal(headers: Record<string, string>, given = settings, answer: () => string = () => jwks(['one', first.publicKey])) {
  const fetched: string[] = [];
  const get = async (url: string): Promise<string> => {
    fetched.push(url);
    return answer();
  };
  const { prepare, authenticate } = createAuthentication(createKeys(get), () => NOW);
  await prepare(headers, Buffer.alloc(0), given);
  return { reason: authenticate(headers, Buffer.alloc(0), given), fetched };
}

const URL_OF_KEYS = `https://login.microsoftonline.com/${TENANT}/discovery/v2.0/keys`;

describe('authentic', () => {
  it.each([
    ['a token of version 1', claims],
    ['a token of version 2', { ...claims, iss: `https://login.microsoftonline.com/${TENANT}/v2.0`, appid: undefined, azp: CALLER }],
    ['a clock that is a little off', { ...claims, nbf: NOW + 200 }],
  ])('%s', async (_name, given) => expect(await refusal(bearer(given))).toEqual({ reason: null, fetched: [URL_OF_KEYS] }));
});

describe('refused', () => {
  it.each<[string, Record<string, string>, string]>([
    ['another tenant', bearer({ ...claims, iss: `https://sts.windows.net/${CALLER}/` }), 'tenant'],
    ['a tenant written longer', bearer({ ...claims, iss: `https://sts.windows.net/${TENANT}/x` }), 'tenant'],
    ['for somebody else', bearer({ ...claims, aud: 'api://other' }), 'audience'],
    ['an application that may not', bearer({ ...claims, appid: TENANT }), 'applications'],
    ['no application', bearer({ ...claims, appid: undefined }), 'applications'],
    ['an old one', bearer({ ...claims, exp: NOW - 400 }), 'too old'],
    ['one of tomorrow', bearer({ ...claims, nbf: NOW + 86_400 }), 'too new'],
    ['one without an end', bearer({ ...claims, exp: undefined }), 'no time'],
    ['signed by somebody else', bearer(claims, { key: second.privateKey }), 'does not fit'],
    ['by a key of no tenant', bearer(claims, { header: { kid: 'two' } }), 'no key'],
    ['not signed', { authorization: `Bearer ${base64({ alg: 'none', kid: 'one' })}.${base64(claims)}.x` }, 'no token'],
    ['signed in another way', bearer(claims, { header: { alg: 'HS256' } }), 'no token'],
    ['no token', { authorization: 'Bearer x' }, 'no token'],
    ['nothing', {}, 'no token'],
  ])('%s', async (_name, headers, reason) => expect((await refusal(headers)).reason).toContain(reason));

  it('nothing is fetched for what is no token', async () => expect((await refusal({ authorization: 'Bearer x' })).fetched).toEqual([]));
  it('keys that can not be had are our fault', async () => {
    await expect(refusal(bearer(claims), settings, () => '{}')).rejects.toThrow('holds none');
  });
});

it('a key that is new is fetched, and a flood of unknown ones asks once a minute', async () => {
  let [asked, now] = [0, 0];
  const answers = [jwks(['one', first.publicKey]), jwks(['one', first.publicKey], ['two', second.publicKey])];
  const keys = createKeys(
    async () => answers[Math.min(asked++, 1)] ?? '',
    () => now,
  );
  const { prepare, authenticate } = createAuthentication(keys, () => NOW);
  const headers = bearer(claims, { header: { kid: 'two' }, key: second.privateKey });
  const check = async () => {
    await prepare(headers, Buffer.alloc(0), settings);
    return authenticate(headers, Buffer.alloc(0), settings);
  };
  expect(await check()).toContain('no key');
  for (let n = 0; n < 20; n++) await check();
  expect(asked).toBe(1);
  now = 61_000;
  expect(await check()).toBeNull();
  expect(asked).toBe(2);
});

it('other ways of signing in need no keys', async () => {
  process.env.AZURE_TEST_TOKEN = 'canary-11d2';
  const given = schema.parse({ auth: { type: 'header', secrets: ['env:AZURE_TEST_TOKEN'] } });
  expect(await refusal({ 'x-junctor-token': 'canary-11d2' }, given)).toEqual({ reason: null, fetched: [] });
  expect((await refusal({ 'x-junctor-token': 'other' }, given)).reason).toContain('not the one agreed');
  delete process.env.AZURE_TEST_TOKEN;
});
