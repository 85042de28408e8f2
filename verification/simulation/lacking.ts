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

/** Alerts whose newest version is in the log without its configuration item, though that is known, in words: each was owed an update. */
export async function lackingContext({ log, codec, partitions, known }: Given): Promise<string[]> {
  const topic = topics.enriched('event');
  const knownKeys = new Set(known.map(itemKey));
  const newest = new Map<string, { readonly version: number; readonly named: boolean; readonly asks: boolean }>();
  for (let partition = 0; partition < (partitions.get(topic) ?? 1); partition++) {
    for (const { value } of await log.read(topic, partition, 0n, 1_000_000n)) {
      const decoded = codec.decode(topic, value);
      if (!decoded.ok) continue;
      const { meta, ciKeys, context } = decoded.value as Event;
      const before = newest.get(meta.record);
      if (before && before.version > meta.version) continue;
      const named = (context?.ci ?? null) !== null || (before?.version === meta.version && before.named);
      newest.set(meta.record, { version: meta.version, named, asks: ciKeys.some((key) => knownKeys.has(key)) });
    }
  }
  return [...newest].flatMap(([record, { version, named, asks }]) =>
    named || !asks ? [] : [`version ${version} of ${record} went on without its item, which is known, and was not sent on again`],
  );
}
