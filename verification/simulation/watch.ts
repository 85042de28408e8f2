import { topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import type { Raw } from '#libs/model';
import { sourceTopics } from './process.ts';
import type { Tables } from './store/tables.ts';

/** Which group reads which topics, as the stages are wired. */
const readers: Readonly<Record<string, readonly string[]>> = {
  'junctor-ingest-itsm-audit': [sourceTopics.audit],
  'junctor-transform': [topics.raw],
  'junctor-enrich': [topics.canonical('event'), topics.canonical('incident')],
  'junctor-route': [topics.enriched('event'), topics.enriched('incident')],
  'junctor-deliver': [topics.delivery],
  'junctor-review-intake': [topics.review],
  'junctor-state-tracker': [topics.canonical('event'), topics.canonical('incident'), topics.outcome],
};

/** What still moves, in words; empty when everything has come to rest. */
export async function moving(log: MessageLog, tables: Tables): Promise<string[]> {
  const admin = await log.admin();
  const left: string[] = [];
  for (const [group, names] of Object.entries(readers)) {
    for (const topic of names) {
      const committed = await admin.committed(group, topic);
      for (const { partition, end } of await admin.offsets(topic)) {
        const at = committed.find((each) => each.partition === partition)?.offset ?? 0n;
        if (at < end) left.push(`${group} stands at ${at} of ${end} in ${topic}/${partition}`);
      }
    }
  }
  for (const lane of tables.lanes.values())
    if (lane.dueAt !== null) left.push(`${lane.nextSeq - lane.headSeq} deliveries wait for ${lane.targetSystem}/${lane.targetKey}`);
  const unpublished = tables.outcomes.filter(({ published }) => !published).length;
  if (unpublished > 0) left.push(`${unpublished} outcomes are not published`);
  return left;
}

/** Which alerts the raw topic holds; reads on from where it was. */
export function createDisk(log: MessageLog, codec: Codec, partitions: number, markersIn: (text: string) => readonly string[]) {
  const next = Array.from({ length: partitions }, () => 0n);
  const known = new Set<string>();
  return async function onDisk(marker: string): Promise<boolean> {
    if (known.has(marker)) return true;
    for (let partition = 0; partition < partitions; partition++) {
      const from = next[partition] ?? 0n;
      const records = await log.read(topics.raw, partition, from, from + 1_000_000n);
      next[partition] = from + BigInt(records.length);
      for (const record of records) {
        const decoded = codec.decode(topics.raw, record.value);
        if (decoded.ok) for (const each of markersIn((decoded.value as Raw).body.toString())) known.add(each);
      }
    }
    return known.has(marker);
  };
}
