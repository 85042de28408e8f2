import type { Hop, LogRecord } from '#libs/log';
import type { Connection } from '../connection.ts';

export type Place = Pick<Hop, 'topic' | 'partition' | 'offset'>;

/** Records that are read at once, and how many others may lie between two that are wanted before they are read apart. */
const longest = 1_000;
const gap = 200;

/** The records that the log still has at these places, by placeKey; what decodes them is fetched. */
export async function readKept(
  { log, codec }: Pick<Connection, 'log' | 'codec'>,
  places: readonly Place[],
): Promise<ReadonlyMap<string, LogRecord>> {
  const found = new Map<string, LogRecord>();
  const wanted = new Set(places.map(placeKey));
  for (const [topic, inTopic] of Map.groupBy(places, (place) => place.topic)) {
    if (topic === '') continue;
    const admin = await log.admin();
    const bounds = await admin.offsets(topic).finally(() => admin.close());
    for (const { partition, start, end } of bounds) {
      const offsets = inTopic.flatMap((place) => (place.partition === partition ? [BigInt(place.offset)] : []));
      const there = offsets.filter((offset) => offset >= start && offset < end);
      for (const [from, to] of rangesOf(there)) {
        const records = (await log.read(topic, partition, from, to)).filter((record) => wanted.has(placeKey(placeOf(record))));
        await codec.prepare(records.map(({ value }) => value));
        for (const record of records) found.set(placeKey(placeOf(record)), record);
      }
    }
  }
  return found;
}

export const placeKey = ({ topic, partition, offset }: Place): string => `${topic}/${partition}/${offset}`;
const placeOf = ({ topic, partition, offset }: LogRecord): Place => ({ topic, partition, offset: Number(offset) });

/** Half-open ranges that hold all offsets. */
export function rangesOf(offsets: readonly bigint[]): [from: bigint, to: bigint][] {
  const ranges: [bigint, bigint][] = [];
  for (const offset of [...new Set(offsets)].sort((a, b) => (a < b ? -1 : 1))) {
    const last = ranges.at(-1);
    if (last && offset - last[1] <= gap && offset - last[0] < longest) last[1] = offset + 1n;
    else ranges.push([offset, offset + 1n]);
  }
  return ranges;
}

export const isEnriched = ({ topic }: Place): boolean => topic.startsWith('junctor.enriched.');
