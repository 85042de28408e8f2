/**
 * Reads JSON that strangers wrote: never throws, never recurses into a bottomless text, never loses a digit of a big
 * integer, and refuses what would be changed silently further on (broken UTF-8, lone surrogates, `__proto__` keys).
 */

/** Every level costs stack in whoever walks the value later; no tool of formats.md nests deeper than about ten. */
export const MAX_JSON_DEPTH = 64;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };

export type JsonReading = { readonly kind: 'value'; readonly value: Json } | { readonly kind: 'defect'; readonly defect: string };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Integers beyond 2^53 (and numbers beyond the range of a double) come back as strings with their original digits.
 * A `__proto__` key or a lone surrogate is left in the value: ask `unsafeText` about the part you mean to use.
 */
export function readJson(body: Buffer): JsonReading {
  if (body.length === 0) return { kind: 'defect', defect: 'empty body' };
  if (deeperThan(body, MAX_JSON_DEPTH)) return { kind: 'defect', defect: `nested deeper than ${MAX_JSON_DEPTH} levels` };
  let text: string;
  try {
    text = utf8.decode(body);
  } catch {
    return { kind: 'defect', defect: 'not valid UTF-8' };
  }
  if (text.trim() === '') return { kind: 'defect', defect: 'empty body' };
  try {
    return { kind: 'value', value: parseKeepingDigits(text) };
  } catch (error) {
    return { kind: 'defect', defect: `not valid JSON: ${error instanceof Error ? error.message.slice(0, 120) : 'unreadable'}` };
  }
}

/** What in this value can't travel unchanged, as a path and a reason; null when all of it can. */
export function unsafeText(value: Json, path = ''): string | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : `${path || 'value'} holds half a surrogate pair`;
  if (value === null || typeof value !== 'object') return null;
  for (const [key, inner] of Object.entries(value)) {
    const where = path === '' ? key : `${path}.${key}`;
    if (key === '__proto__') return `${path || 'value'} has a key __proto__`;
    if (!key.isWellFormed()) return `a key of ${path || 'value'} holds half a surrogate pair`;
    const found = unsafeText(inner, where);
    if (found !== null) return found;
  }
  return null;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field that the object itself has; never one inherited from Object.prototype. */
export function ownField(value: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

function parseKeepingDigits(text: string): Json {
  // The reviver costs a call per value, so only a text with a number of 16 digits or a large exponent pays for it.
  if (!/(?:^|[:,[\s])-?(?:\d{16}|[\d.]+[eE]\+?\d{3})/.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key: string, value: Json, context?: { readonly source?: string }): Json => {
    if (typeof value !== 'number' || context?.source === undefined) return value;
    const exact = Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));
    return exact ? value : context.source;
  });
}

function deeperThan(body: Buffer, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at];
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      depth++;
      if (depth > limit) return true;
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
  }
  return false;
}
