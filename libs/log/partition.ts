/**
 * Which partition a key belongs to: Kafka's own rule (Java's DefaultPartitioner), computed here so that no client library decides it.
 * The hash is murmur2 with seed 0x9747b28c over the key's UTF-8 bytes; the golden values are those of Apache Kafka's `UtilsTest.testMurmur2`.
 */

const SEED = 0x9747b28c;
const MULTIPLIER = 0x5bd1e995;
const ROTATE = 24;

/** Murmur2 of `bytes` as a signed 32-bit integer, equal to Java's `org.apache.kafka.common.utils.Utils.murmur2`. */
export function murmur2(bytes: Uint8Array): number {
  const length = bytes.length;
  const whole = length & ~3;
  const view = new DataView(bytes.buffer, bytes.byteOffset, length);
  let hash = SEED ^ length;
  for (let at = 0; at < whole; at += 4) {
    let word = Math.imul(view.getInt32(at, true), MULTIPLIER);
    word = Math.imul(word ^ (word >>> ROTATE), MULTIPLIER);
    hash = Math.imul(hash, MULTIPLIER) ^ word;
  }
  if (length > whole) {
    for (let at = length - 1; at >= whole; at -= 1) hash ^= view.getUint8(at) << (8 * (at - whole));
    hash = Math.imul(hash, MULTIPLIER);
  }
  hash = Math.imul(hash ^ (hash >>> 13), MULTIPLIER);
  return hash ^ (hash >>> 15);
}

/**
 * The partition of `key` in a topic of `count` partitions: `toPositive(murmur2(key)) % count`, as Java does it.
 * A null key goes where the empty key goes: stable, where Java would choose at random.
 * @throws RangeError when `count` is not a positive integer.
 */
export function partitionFor(key: string | null, count: number): number {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`a topic has at least one partition, not ${count}`);
  return (murmur2(Buffer.from(key ?? '', 'utf8')) & 0x7fffffff) % count;
}
