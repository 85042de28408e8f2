import { compressionsAlgorithmsByBitmask, IS_COMPRESSED, IS_CONTROL } from '@platformatic/kafka';
import type { Headers, LogRecord } from '../port.ts';
import type { FetchedPartition } from './fetch.ts';

/** What one fetched partition holds from `from` on, and the offset to ask for next. */
export interface Fetched {
  readonly records: LogRecord[];
  readonly next: bigint;
}

/** Bytes of a batch before its length counts, and before its first record (Kafka's record batch, magic 2). */
const LENGTH_FROM = 12;
const HEAD = 61;
const APPEND_TIME = 8;

/** A broker sends whole batches, so those around `from` may hold older records; control batches hold none of ours. */
export function readPartition({ topic, partition, batches }: FetchedPartition, from: bigint): Fetched {
  const records: LogRecord[] = [];
  let next = from;
  for (let start = 0; batches.length - start > LENGTH_FROM; ) {
    const end = start + LENGTH_FROM + batches.readInt32BE(start + 8);
    // Only the first batch is always whole: the limit in bytes cuts the last one off.
    if (end > batches.length) break;
    const batch = batches.subarray(start, end);
    start = end;
    const after = batch.readBigInt64BE(0) + BigInt(batch.readInt32BE(23)) + 1n;
    if (after <= next) continue;
    next = after;
    if (!(batch.readInt16BE(21) & IS_CONTROL)) readBatch(topic, partition, from, batch, records);
  }
  return { records, next };
}

let bytes: Buffer = Buffer.alloc(0);
let at = 0;

function readBatch(topic: string, partition: number, from: bigint, batch: Buffer, into: LogRecord[]): void {
  const attributes = batch.readInt16BE(21);
  const firstOffset = batch.readBigInt64BE(0);
  const firstTimestamp = Number(batch.readBigInt64BE(27));
  const appended = attributes & APPEND_TIME ? Number(batch.readBigInt64BE(35)) : null;
  const skipped = Number(from - firstOffset);
  bytes = unpacked(batch, attributes & IS_COMPRESSED);
  at = bytes === batch ? HEAD : 0;
  for (let left = batch.readInt32BE(57); left > 0; left--) {
    const length = readVarint();
    const end = at + length;
    at++;
    const timestamp = firstTimestamp + readVarlong();
    const offsetDelta = readVarint();
    if (offsetDelta >= skipped) {
      const offset = firstOffset + BigInt(offsetDelta);
      into.push({
        topic,
        partition,
        offset,
        timestamp: appended ?? timestamp,
        key: readText(),
        value: readBytes(),
        headers: readHeaders(),
      });
    }
    at = end;
  }
}

/** The batch itself, or its records alone when they were compressed. @throws Error on a compression that the client does not know. */
function unpacked(batch: Buffer, compression: number): Buffer {
  if (compression === 0) return batch;
  const algorithm = compressionsAlgorithmsByBitmask[compression];
  if (!algorithm) throw new Error(`a record batch is compressed in way ${compression}, which is not known`);
  return algorithm.decompressSync(batch.subarray(HEAD));
}

/** Zigzag of up to 32 bits. */
function readVarint(): number {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
  }
}

/** Zigzag of up to 64 bits: milliseconds between two records, far below what a number holds. */
function readVarlong(): number {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

function readBytes(): Buffer | null {
  const length = readVarint();
  if (length < 0) return null;
  at += length;
  return bytes.subarray(at - length, at);
}

function readText(): string | null {
  const length = readVarint();
  if (length < 0) return null;
  at += length;
  return bytes.toString('utf8', at - length, at);
}

function readHeaders(): Headers {
  const headers: Record<string, string> = {};
  const count = readVarint();
  for (let index = 0; index < count; index++) {
    const name = readName(index);
    headers[name] = readText() ?? '';
  }
  return headers;
}

/** Records of one topic carry the same headers in the same order: the name at a place is nearly always that of the record before. */
const names: { readonly text: string; readonly copy: Buffer }[] = [];
const places = 64;

function readName(place: number): string {
  const length = readVarint();
  const known = names[place];
  at += length;
  if (known !== undefined && isAt(known.copy, at - length, length)) return known.text;
  const copy = Buffer.from(bytes.subarray(at - length, at));
  const text = copy.toString('utf8');
  if (place < places) names[place] = { text, copy };
  return text;
}

function isAt(copy: Buffer, from: number, length: number): boolean {
  if (copy.length !== length) return false;
  for (let index = 0; index < length; index++) if (copy[index] !== bytes[from + index]) return false;
  return true;
}
