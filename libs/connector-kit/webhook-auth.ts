/** Ways in which a sender proves who it is: as settings, and as checks on what came. All secrets are compared, in constant time. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RequestHeaders } from './contract.ts';
import { resolveSecret } from './secrets.ts';

/** More signatures than a rotation can explain are a way to make us work. */
const MAX_SIGNATURES = 10;

export const secretReference = z
  .string()
  .regex(/^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+)$/, 'a reference: env:NAME or file:/path')
  .describe('Where the secret is found; the secret itself never stands in a workspace file');

export const secretReferences = z
  .array(secretReference)
  .min(1)
  .max(5)
  .describe('References to the secret, as env:NAME or file:/path; several while one is rotated');

const bearer = z.strictObject({ type: z.literal('bearer'), secrets: secretReferences }).describe('Authorization: Bearer <secret>');

const basic = z
  .strictObject({
    type: z.literal('basic'),
    user: z.string().min(1).default('junctor').describe('User that the sender signs in as'),
    secrets: secretReferences,
  })
  .describe('Authorization: Basic');

const header = z
  .strictObject({
    type: z.literal('header'),
    header: z.string().min(1).toLowerCase().default('x-junctor-token').describe('Header that carries the secret as it is'),
    secrets: secretReferences,
  })
  .describe('The secret in a header of its own');

const none = z.strictObject({ type: z.literal('none') }).describe('Only behind a proxy that authenticates');

/** The forms that most senders can do; a connector joins those of its own with them in a union by `type`. */
export const tokenForms = [bearer, basic, header, none] as const;

export type TokenAuth = z.output<(typeof tokenForms)[number]>;

const digest = (value: string): Buffer => createHash('sha256').update(value).digest();

/** Digests are compared, so that neither length nor place of the first difference shows in the time taken. */
function sameText(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

/** RFC 9110: the scheme of `authorization` is case-insensitive, what follows is not. */
function lowerScheme(given: string): string {
  const [scheme = '', ...rest] = given.trim().split(/ +/);
  return [scheme.toLowerCase(), ...rest].join(' ');
}

/**
 * null when the header holds one of the secrets, each as `expected` writes it; else a reason that never names what was expected.
 * Throws what `resolveSecret` throws: a secret that can't be read is our fault, and the host then tells the sender to come again.
 */
export function headerRefusal(
  headers: RequestHeaders,
  name: string,
  secrets: readonly string[],
  expected = (secret: string) => secret,
): string | null {
  const given = headers[name];
  if (given === undefined || given === '') return `header ${name} is missing`;
  let fits = false;
  for (const reference of secrets) if (sameText(given, expected(resolveSecret(reference)))) fits = true;
  return fits ? null : `what ${name} holds is not the one agreed`;
}

/** The check of the forms in `tokenForms`. Throws as `headerRefusal` does. */
export function tokenRefusal(headers: RequestHeaders, auth: TokenAuth): string | null {
  if (auth.type === 'none') return null;
  if (auth.type === 'header') return headerRefusal(headers, auth.header, auth.secrets);
  const given = { authorization: headers.authorization === undefined ? undefined : lowerScheme(headers.authorization) };
  return headerRefusal(given, 'authorization', auth.secrets, (secret) =>
    auth.type === 'bearer' ? `bearer ${secret}` : `basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}`,
  );
}

export interface SignedBody {
  /** Lower-case name of the header that carries the signature: hexadecimal, several parted by commas. */
  readonly header: string;
  /** What stands before each signature, as in `sha256=`; a signature without it does not count. */
  readonly prefix?: string;
  readonly secrets: readonly string[];
  /** What is signed: the body as it came, or what the sender puts before it. */
  readonly signed: readonly (string | Buffer)[];
}

/** HMAC-SHA256 in hexadecimal. Throws as `headerRefusal` does. */
export function hmacRefusal(headers: RequestHeaders, { header: name, prefix = '', secrets, signed }: SignedBody): string | null {
  const given = headers[name];
  if (given === undefined || given === '') return `header ${name} is missing`;
  const signatures = given
    .split(',', MAX_SIGNATURES)
    .map((one) => one.trim())
    .filter((one) => one.startsWith(prefix))
    .map((one) => one.slice(prefix.length).toLowerCase());
  let fits = false;
  for (const reference of secrets) {
    const hmac = createHmac('sha256', resolveSecret(reference));
    for (const part of signed) hmac.update(part);
    const expected = hmac.digest('hex');
    for (const signature of signatures) if (sameText(signature, expected)) fits = true;
  }
  return fits ? null : `no signature in ${name} fits`;
}
