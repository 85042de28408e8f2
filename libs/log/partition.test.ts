import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2, partitionFor } from './partition.ts';

describe('murmur2', () => {
  // Apache Kafka, clients/src/test/java/org/apache/kafka/common/utils/UtilsTest.java, testMurmur2.
  it.each([
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
    ['', 275646681],
  ])('of %j is what Java computes', (key, hash) => {
    expect(murmur2(Buffer.from(key))).toBe(hash);
  });
});

describe('partitionFor', () => {
  it.each([
    ['prometheus/abc', 4, 1],
    ['servicenow/INC0010001', 4, 0],
    ['zabbix/größe ✓', 12, 5],
    ['workspace', 1, 0],
    ['', 7, 275646681 % 7],
    [null, 7, 275646681 % 7],
  ])('of %j among %i never changes', (key, count, partition) => {
    expect(partitionFor(key, count)).toBe(partition);
  });

  it('agrees with the partitioner of kafkajs for every key', () => {
    const theirs = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 64 }), (key, count) => {
        const partitionMetadata = Array.from({ length: count }, (_, partitionId) => ({ partitionId, leader: 1 }));
        const input = { topic: 't', partitionMetadata, message: { key: Buffer.from(key), value: null } } as unknown as Parameters<
          typeof theirs
        >[0];
        expect(partitionFor(key, count)).toBe(theirs(input));
      }),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses %p partitions', (count) => {
    expect(() => partitionFor('k', count)).toThrow(RangeError);
  });
});
