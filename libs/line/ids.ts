import { hash } from 'node:crypto';

/** Namespace of every id Junctor derives; generated once, never to change. */
const namespace = Buffer.from('6f1c2a5e8d3b4f7a9c0e1b2d3f4a5c6d', 'hex');

/**
 * UUID version 5 (RFC 9562, section 5.5) of the parts, in order. The parts are length-prefixed, so that ("ab","c") and
 * ("a","bc") differ. A pure function of its arguments: a re-run gives the same id.
 */
export function deriveId(...parts: readonly string[]): string {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  const input = Buffer.allocUnsafe(namespace.length + Buffer.byteLength(text));
  namespace.copy(input);
  input.write(text, namespace.length);
  const hex = hash('sha1', input, 'hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Digest of a record's content, for telling a repeat from a change: the first 32 hex digits of SHA-256 of its JSON. */
export function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex').slice(0, 32);
}
