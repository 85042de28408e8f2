import { expect, it } from '@jest/globals';
import { Reader, readRecordsBatch } from '@platformatic/kafka';
import fc from 'fast-check';
import { encodeBatch } from './platformatic/batch.ts';
import type { OutRecord } from './port.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const record: fc.Arbitrary<OutRecord> = fc.record({
  topic: fc.constant('t'),
  partition: fc.constant(0),
  key: fc.option(text, { nil: null }),
  value: fc.option(
    fc.uint8Array({ maxLength: 400 }).map((each) => Buffer.from(each)),
    { nil: null },
  ),
  headers: fc.dictionary(text, text, { maxKeys: 9 }),
});

it('is read back by a client as it was, with the checksum that a broker demands', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 150 }), fc.nat(2 ** 31 - 1), (records, sequence) => {
      const batch = readRecordsBatch(Reader.from(encodeBatch(records, { producerId: 77n, producerEpoch: 3, sequence }, 1_790_000_000_000)));
      expect(batch).toMatchObject({ producerId: 77n, producerEpoch: 3, firstSequence: sequence, firstTimestamp: 1_790_000_000_000n });
      expect(batch.lastOffsetDelta).toBe(records.length - 1);
      const found = batch.records.map((each) => ({
        delta: each.offsetDelta,
        key: each.key === null ? null : String(each.key),
        value: each.value,
        headers: [...each.headers].map(([name, value]) => [String(name), String(value)]),
      }));
      expect(found).toEqual(records.map(({ key, value, headers }, delta) => ({ delta, key, value, headers: Object.entries(headers) })));
    }),
    { numRuns: 200 },
  );
});

it('grows for a batch longer than any before it', () => {
  const value = Buffer.alloc(700_000, 'x');
  const records = [1, 2, 3].map((n): OutRecord => ({ topic: 't', partition: 0, key: `k${n}`, value, headers: {} }));
  const batch = readRecordsBatch(Reader.from(encodeBatch(records, { producerId: 1n, producerEpoch: 0, sequence: 0 }, 0)));
  expect(batch.records.map((each) => each.value?.length)).toEqual([700_000, 700_000, 700_000]);
});
