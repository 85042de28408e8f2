import { crc32c } from '@platformatic/kafka';
import type { OutRecord } from '../port.ts';

/** Who appends, and the number of the first record among all it has appended to the partition: what makes a producer idempotent. */
export interface Origin {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly sequence: number;
}

/** Bytes before the first record of a batch (Kafka's record batch, magic 2). */
const HEAD = 61;
const CRC_FROM = 21;
/** Room for everything of a record that is not text: lengths, deltas, counts. */
const ROOM = 64;

/** Reused by every batch, since only what is sent is copied out of it. */
let bytes = Buffer.allocUnsafe(1_048_576);
let at = 0;

/** Records of one partition as the record batch that a produce request carries, all with the one timestamp (epoch milliseconds). */
export function encodeBatch(records: readonly OutRecord[], origin: Origin, timestamp: number): Buffer {
  at = HEAD;
  records.forEach(writeRecord);
  const length = records.length;
  bytes.writeBigInt64BE(0n, 0);
  bytes.writeInt32BE(at - 12, 8);
  bytes.writeInt32BE(-1, 12);
  bytes.writeInt8(2, 16);
  bytes.writeInt16BE(0, 21);
  bytes.writeInt32BE(length - 1, 23);
  bytes.writeBigInt64BE(BigInt(timestamp), 27);
  bytes.writeBigInt64BE(BigInt(timestamp), 35);
  bytes.writeBigInt64BE(origin.producerId, 43);
  bytes.writeInt16BE(origin.producerEpoch, 51);
  bytes.writeInt32BE(origin.sequence, 53);
  bytes.writeInt32BE(length, 57);
  const batch = Buffer.from(bytes.subarray(0, at));
  batch.writeUInt32BE(crc32c(batch.subarray(CRC_FROM)), 17);
  return batch;
}

/** A record begins with its own length, known only once it is written: it is written behind room for the longest length, then moved. */
function writeRecord(record: OutRecord, offsetDelta: number): void {
  const names = Object.keys(record.headers);
  reserve(record, names);
  const from = at;
  at += 5;
  const body = at;
  bytes[at++] = 0;
  bytes[at++] = 0;
  writeVarint(offsetDelta);
  if (record.key === null) writeVarint(-1);
  else writeText(record.key);
  if (record.value === null) writeVarint(-1);
  else writeBytes(record.value);
  writeVarint(names.length);
  for (const name of names) {
    writeBytes(bytesOfName(name));
    writeText(record.headers[name] ?? '');
  }
  const end = at;
  at = from;
  writeVarint(end - body);
  bytes.copyWithin(at, body, end);
  at += end - body;
}

/** A character is at most three bytes of UTF-8. */
function reserve({ key, value, headers }: OutRecord, names: readonly string[]): void {
  let most = ROOM + 3 * (key?.length ?? 0) + (value?.length ?? 0);
  for (const name of names) most += ROOM + 3 * (name.length + (headers[name]?.length ?? 0));
  if (at + most <= bytes.length) return;
  const larger = Buffer.allocUnsafe(Math.max(2 * bytes.length, at + most));
  bytes.copy(larger, 0, 0, at);
  bytes = larger;
}

/** Zigzag: lengths of absent fields are -1. */
function writeVarint(value: number): void {
  let rest = (value << 1) ^ (value >> 31);
  while ((rest & ~0x7f) !== 0) {
    bytes[at++] = (rest & 0x7f) | 0x80;
    rest >>>= 7;
  }
  bytes[at++] = rest;
}

function writeBytes(value: Buffer): void {
  writeVarint(value.length);
  at += value.copy(bytes, at);
}

function writeText(text: string): void {
  writeVarint(Buffer.byteLength(text));
  at += bytes.write(text, at);
}

/** Header names are few and repeat in every record. */
const names = new Map<string, Buffer>();

function bytesOfName(name: string): Buffer {
  const known = names.get(name);
  if (known !== undefined) return known;
  const encoded = Buffer.from(name, 'utf8');
  if (names.size < 1_000) names.set(name, encoded);
  return encoded;
}
