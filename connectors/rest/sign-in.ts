/** How a call signs in: what is added to it, and which texts may never be shown. */
import { createHmac } from 'node:crypto';
import { type ConnectContext, type Credential, createCredential, type HttpClient } from '#libs/connector-kit';
import { createTokens } from './oauth.ts';
import type { Auth } from './settings/auth.ts';
import { shownForms } from './shown-forms.ts';
import type { Signed, SignIn, Unsigned } from './signed.ts';
import { render, templateOf } from './template.ts';

type Of<T extends Auth['type']> = Extract<Auth, { type: T }>;

function hmacHeaders(auth: Of<'hmac'>, secret: string, call: Unsigned): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const path = call.query === '' ? call.path : `${call.path}?${call.query}`;
  const text = render(templateOf(auth.signed), { timestamp, method: call.method, path, body: call.body ?? '' }, String) ?? '';
  const signature = createHmac(auth.algorithm, secret).update(text).digest(auth.encoding);
  return {
    [auth.header.toLowerCase()]: `${auth.prefix}${signature}`,
    ...(auth.timestampHeader !== undefined && { [auth.timestampHeader.toLowerCase()]: timestamp }),
  };
}

function signed(auth: Exclude<Auth, Of<'none'> | Of<'oauth2'>>, secret: string, call: Unsigned): Signed {
  const { query } = call;
  if (auth.type === 'basic') {
    const basic = Buffer.from(`${auth.user}:${secret}`).toString('base64');
    return { query, headers: { authorization: `Basic ${basic}` }, secrets: [...shownForms(secret), basic] };
  }
  if (auth.type === 'bearer') return { query, headers: { authorization: `${auth.scheme} ${secret}` }, secrets: shownForms(secret) };
  if (auth.type === 'header') return { query, headers: { [auth.header.toLowerCase()]: secret }, secrets: shownForms(secret) };
  if (auth.type === 'hmac') return { query, headers: hmacHeaders(auth, secret, call), secrets: shownForms(secret) };
  const parameter = `${encodeURIComponent(auth.parameter)}=${encodeURIComponent(secret)}`;
  return { headers: {}, query: query === '' ? parameter : `${query}&${parameter}`, secrets: shownForms(secret) };
}

/** `http` is the client of the address; tokens of another origin get one of their own. */
export function createSignIn(auth: Auth, context: ConnectContext, http: HttpClient): SignIn {
  if (auth.type === 'oauth2') return createTokens(auth, context, http);
  const close = (): Promise<void> => Promise.resolve();
  if (auth.type === 'none')
    return { close, refused: () => false, sign: (call) => Promise.resolve({ headers: {}, query: call.query, secrets: [] }) };
  const { secret } = createCredential(auth.secret, context.secret);
  return { close, refused: ({ secrets }) => secrets[0] !== secret(), sign: async (call) => signed(auth, secret(), call) };
}

/** Reference and version of the secret that calls are signed with; null when there is none. */
export function createCredentialOf(auth: Auth, context: ConnectContext): Credential | null {
  return auth.type === 'none' ? null : createCredential(auth.secret, context.secret);
}
