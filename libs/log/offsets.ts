import type { OutRecord, TopicPartition } from './port.ts';

/**
 * A broker answers with the first offset per partition; the records of a partition follow it in the order given.
 * @throws Error when the answer leaves out a partition: what became of its records is then unknown.
 */
export function offsetsInOrder(records: readonly OutRecord[], first: ReadonlyMap<string, bigint>): bigint[] {
  const next = new Map(first);
  return records.map(({ topic, partition }) => {
    const place = `${topic}:${partition}`;
    const offset = next.get(place);
    if (offset === undefined || offset < 0n) throw new Error(`the broker did not tell where a record of ${place} was appended`);
    next.set(place, offset + 1n);
    return offset;
  });
}

/** @throws RangeError for the first record that names a partition its topic does not have. */
export function refuseUnknownPartitions(records: readonly TopicPartition[], count: (topic: string) => number): void {
  for (const { topic, partition } of records) {
    const known = count(topic);
    if (!(partition >= 0 && partition < known))
      throw new RangeError(`topic ${topic} has ${known} partitions, so none numbered ${partition}`);
  }
}
