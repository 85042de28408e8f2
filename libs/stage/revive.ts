/** Structured cloning turns a Buffer into a Uint8Array; stages and codecs expect the Buffer back. */
export function revived(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof Map) return new Map([...value].map(([key, each]) => [key, revived(each)]));
  if (Array.isArray(value)) return value.map(revived);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revived(each)]));
  return value;
}
