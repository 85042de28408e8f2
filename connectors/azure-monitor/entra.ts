/**
 * Tokens of Microsoft Entra, with which the secure webhook of an action group signs in: RS256, by a key of the tenant, for our application,
 * from one that may call it, in time. Claims: learn.microsoft.com, access token claims reference.
 */
import { createPublicKey, createVerify, type JsonWebKey, type KeyObject } from 'node:crypto';
import {
  createFetched,
  FailureError,
  type Fetched,
  type Get,
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  type RequestHeaders,
  readJson,
} from '#libs/connector-kit';
import type { EntraAuth } from './settings.ts';

/** A key that is not known may be new: the tenant is asked at most this often. */
const AGAIN_AFTER_MS = 60_000;
/** Clocks differ; the libraries of Microsoft allow as much. */
const SKEW_SECONDS = 300;
const LONGEST_TOKEN = 16_000;

export type Keys = ReadonlyMap<string, KeyObject>;

interface Token {
  readonly kid: string;
  readonly signed: string;
  readonly signature: Buffer;
  readonly claims: JsonObject;
}

function keyOf(given: Json): readonly [string, KeyObject][] {
  if (!isJsonObject(given)) return [];
  const [kid, kty] = [ownField(given, 'kid'), ownField(given, 'kty')];
  if (typeof kid !== 'string' || kty !== 'RSA') return [];
  try {
    return [[kid, createPublicKey({ key: given as JsonWebKey, format: 'jwk' })]];
  } catch {
    return []; // a key that can't be read is no reason to refuse what others signed
  }
}

function keysIn(text: string): Keys {
  const reading = readJson(Buffer.from(text));
  const list = reading.kind === 'value' && isJsonObject(reading.value) ? ownField(reading.value, 'keys') : undefined;
  const keys = new Map(Array.isArray(list) ? list.flatMap((key: Json) => keyOf(key)) : []);
  if (keys.size > 0) return keys;
  throw new FailureError({
    class: 'transient',
    scope: 'system',
    evidence: { message: 'What came as the signing keys of the tenant holds none.' },
  });
}

export const createKeys = (get?: Get, now?: () => number): Fetched<Keys> => createFetched(keysIn, AGAIN_AFTER_MS, get, now);

export const keysUrl = ({ tenant }: EntraAuth): string => `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`;

function partOf(text: string): JsonObject | null {
  const reading = readJson(Buffer.from(text, 'base64url'));
  return reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : null;
}

/** The token of a call, not yet believed; null when there is none of the form. */
export function tokenIn(headers: RequestHeaders): Token | null {
  const found = /^bearer +([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec((headers.authorization ?? '').slice(0, LONGEST_TOKEN));
  const [, head = '', body = '', signature = ''] = found ?? [];
  const [header, claims] = [partOf(head), partOf(body)];
  const kid = header === null ? undefined : ownField(header, 'kid');
  if (header === null || claims === null || ownField(header, 'alg') !== 'RS256' || typeof kid !== 'string') return null;
  return { kid, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url'), claims };
}

/** null when the claims are ours to take, else a reason. `nowSeconds` since 1970. */
function claimsRefusal(claims: JsonObject, { tenant, audience, applications }: EntraAuth, nowSeconds: number): string | null {
  const text = (name: string): string => String(ownField(claims, name) ?? '');
  const issuers = [`https://sts.windows.net/${tenant}/`, `https://login.microsoftonline.com/${tenant}/v2.0`];
  if (!issuers.includes(text('iss'))) return 'the token was not issued by settings.auth.tenant';
  if (text('aud') !== audience) return 'the token is not for settings.auth.audience';
  // Version 1 tokens name the caller appid, version 2 azp.
  if (!applications.includes(text('appid') || text('azp'))) return 'the application of the token is none of settings.auth.applications';
  const [from, until] = [ownField(claims, 'nbf'), ownField(claims, 'exp')];
  if (typeof from !== 'number' || typeof until !== 'number') return 'the token has no time';
  return nowSeconds < from - SKEW_SECONDS || nowSeconds > until + SKEW_SECONDS ? 'the token is too old or too new' : null;
}

export function tokenRefusalBy(keys: Keys | undefined, token: Token | null, auth: EntraAuth, nowSeconds: number): string | null {
  if (token === null) return 'authorization holds no token of Microsoft Entra';
  const key = keys?.get(token.kid);
  if (key === undefined) return 'the token is signed by no key of the tenant';
  if (!createVerify('RSA-SHA256').update(token.signed).verify(key, token.signature)) return 'the signature of the token does not fit';
  return claimsRefusal(token.claims, auth, nowSeconds);
}
