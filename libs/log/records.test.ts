import { describe, expect, it } from '@jest/globals';
import { createRecordsBatch, IS_CONTROL } from '@platformatic/kafka';
import fc from 'fast-check';
import { encodeBatch } from './platformatic/batch.ts';
import { readPartition } from './platformatic/records.ts';
import type { OutRecord } from './port.ts';

const at = 1_790_000_000_000;
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
// An object cannot have a header of this name.
const name = text.filter((each) => each !== '__proto__');
const record: fc.Arbitrary<OutRecord> = fc.record({
  topic: fc.constant('t'),
  partition: fc.constant(3),
  key: fc.option(text, { nil: null }),
  value: fc.option(
    fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each)),
    { nil: null },
  ),
  headers: fc.dictionary(name, text, { maxKeys: 9, noNullPrototype: true }),
});

function batchAt(offset: bigint, records: readonly OutRecord[]): Buffer {
  const batch = encodeBatch(records, { producerId: 7n, producerEpoch: 0, sequence: 0 }, at);
  batch.writeBigInt64BE(offset, 0);
  return batch;
}

const partitionOf = (...batches: readonly Buffer[]) => ({
  ...{ topic: 't', partition: 3, errorCode: 0, highWatermark: 0n },
  batches: Buffer.concat([...batches]),
});
const plain = (n: number): OutRecord => ({
  topic: 't',
  partition: 3,
  key: `k${n}`,
  value: Buffer.from(`v${n}`),
  headers: { ce_id: `${n}` },
});
const keys = (batches: readonly Buffer[], from: bigint) => {
  const { records, next } = readPartition(partitionOf(...batches), from);
  return { keys: records.map((each) => each.key), next };
};

describe('what is fetched of a partition', () => {
  it('is what was appended, in order, from the asked offset on', () => {
    const batches = fc.array(fc.array(record, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(batches, fc.nat(40), (all, skipped) => {
        const expected = all.flat().map(({ topic, partition, key, value, headers }, index) => {
          return { topic, partition, offset: 100n + BigInt(index), timestamp: at, key, value, headers };
        });
        let offset = 100n;
        const laid = all.map((each) => {
          const batch = batchAt(offset, each);
          offset += BigInt(each.length);
          return batch;
        });
        const from = 100n + BigInt(Math.min(skipped, expected.length));
        const { records, next } = readPartition(partitionOf(...laid), from);
        expect(records).toEqual(expected.filter((each) => each.offset >= from));
        expect(next).toBe(offset);
      }),
      { numRuns: 200 },
    );
  });

  it('ends before a batch that is cut off', () => {
    const [first, second] = [batchAt(5n, [plain(1), plain(2)]), batchAt(7n, [plain(3)])];
    for (let bytes = 0; bytes < second.length; bytes += 7)
      expect(keys([first, second.subarray(0, bytes)], 5n)).toEqual({ keys: ['k1', 'k2'], next: 7n });
    expect(keys([first.subarray(0, 40)], 5n)).toEqual({ keys: [], next: 5n });
    expect(keys([], 5n)).toEqual({ keys: [], next: 5n });
  });

  it('leaves out control records, and goes on behind them', () => {
    const control = batchAt(5n, [plain(1)]);
    control.writeInt16BE(IS_CONTROL, 21);
    expect(keys([control, batchAt(6n, [plain(2)])], 5n)).toEqual({ keys: ['k2'], next: 7n });
  });

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('may have been compressed by its producer: %s', (compression) => {
    const messages = [1, 2].map((n) => ({
      ...{ topic: 't', key: Buffer.from(`k${n}`), value: Buffer.from('v'.repeat(500)), timestamp: BigInt(at + 5 * n) },
      headers: new Map([[Buffer.from('a'), Buffer.from('b')]]),
    }));
    const batch = createRecordsBatch(messages, { compression }).buffer;
    const { records } = readPartition(partitionOf(batch), 0n);
    expect(records.map(({ key, timestamp, headers }) => [key, timestamp, { ...headers }])).toEqual([
      ['k1', at + 5, { a: 'b' }],
      ['k2', at + 10, { a: 'b' }],
    ]);
  });

  it('carries the time of the append where the topic says so', () => {
    const batch = batchAt(0n, [plain(1)]);
    batch.writeInt16BE(8, 21);
    batch.writeBigInt64BE(BigInt(at + 77), 35);
    expect(readPartition(partitionOf(batch), 0n).records[0]?.timestamp).toBe(at + 77);
  });

  it('may be older or much younger than the first of its batch', () => {
    const times = [at, at - 2_000_000_000, at + 2_000_000_000];
    const messages = times.map((time) => ({
      topic: 't',
      key: Buffer.from('k'),
      value: Buffer.from('v'),
      timestamp: BigInt(time),
      headers: new Map(),
    }));
    const { records } = readPartition(partitionOf(createRecordsBatch(messages).buffer), 0n);
    expect(records.map((each) => each.timestamp)).toEqual(times);
  });

  it('is not guessed where the compression is not known', () => {
    const batch = batchAt(0n, [plain(1)]);
    batch.writeInt16BE(7, 21);
    expect(() => readPartition(partitionOf(batch), 0n)).toThrow('compressed in way 7');
  });
});
