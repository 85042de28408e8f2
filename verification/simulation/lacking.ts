import { topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import type { Event } from '#libs/model';
import { itemKey, type Known } from './configuration.ts';

interface Given {
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly partitions: ReadonlyMap<string, number>;
  readonly known: readonly Known[];
}

/** The newest version of an alert that was sent on. */
export interface Lacking {
  readonly record: string;
  readonly version: number;
}

/** Alerts whose newest version is in the log without its configuration item, though that is known: each was owed an update. */
export async function lackingContext({ log, codec, partitions, known }: Given): Promise<Lacking[]> {
  const topic = topics.enriched('event');
  const knownKeys = new Set(known.map(itemKey));
  const newest = new Map<string, Lacking & { readonly named: boolean; readonly asks: boolean }>();
  for (let partition = 0; partition < (partitions.get(topic) ?? 1); partition++) {
    for (const { value } of await log.read(topic, partition, 0n, 1_000_000n)) {
      const decoded = codec.decode(topic, value);
      if (!decoded.ok) continue;
      const { meta, ciKeys, context } = decoded.value as Event;
      const { record, version } = meta;
      const before = newest.get(record);
      if (before && before.version > version) continue;
      const named = (context?.ci ?? null) !== null || (before?.version === version && before.named);
      newest.set(record, { record, version, named, asks: ciKeys.some((key) => knownKeys.has(key)) });
    }
  }
  return [...newest.values()].filter(({ named, asks }) => asks && !named);
}
