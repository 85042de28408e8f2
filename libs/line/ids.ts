import { createHash, hash } from 'node:crypto';

/** Namespace of every id Junctor derives; generated once, never to change. */
const namespace = Buffer.from('6f1c2a5e8d3b4f7a9c0e1b2d3f4a5c6d', 'hex');

/**
 * UUID version 5 (RFC 9562, section 5.5) of the parts, in order. The parts are length-prefixed, so that ("ab","c") and
 * ("a","bc") differ. A pure function of its arguments: a re-run gives the same id.
 */
export function deriveId(...parts: readonly string[]): string {
  const sum = createHash('sha1').update(namespace);
  for (const part of parts) sum.update(`${part.length}:`).update(part);
  const bytes = sum.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Digest of a record's content, for telling a repeat from a change: the first 32 hex digits of SHA-256 of its JSON. */
export function digestOf(value: unknown): string {
  return hash('sha256', JSON.stringify(value), 'hex').slice(0, 32);
}
