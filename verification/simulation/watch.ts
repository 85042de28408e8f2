import { topics } from '#libs/line';
import type { Codec, MessageLog } from '#libs/log';
import type { Raw } from '#libs/model';
import type { ContextDebt } from '#libs/state';
import { sourceTopics } from './process.ts';
import type { Waiting } from './store/intake.ts';
import type { Tables } from './store/tables.ts';

/** Which group reads which topics, as the stages are wired. */
const readers: Readonly<Record<string, readonly string[]>> = {
  'junctor-ingest-itsm-audit': [sourceTopics.audit],
  'junctor-ingest-cmdb': [sourceTopics.cmdb],
  'junctor-transform': [topics.raw],
  'junctor-enrich': [topics.canonical('event'), topics.canonical('incident'), topics.canonical('ci')],
  'junctor-route': [topics.enriched('event'), topics.enriched('incident'), topics.enriched('ci')],
  'junctor-deliver': [topics.delivery],
  'junctor-review-intake': [topics.review],
  'junctor-state-tracker': [topics.canonical('event'), topics.canonical('incident'), topics.canonical('ci'), topics.outcome],
};

/** What waits at the intake and in the memory of processes that live: one that does not reach the database will write it later. */
type Kept = Pick<Waiting, 'spooled' | 'owed'> & { readonly inMemory: readonly ContextDebt[] };

/** What still moves, in words; empty when everything has come to rest. */
export async function moving(log: MessageLog, tables: Tables, { spooled, owed, inMemory }: Kept): Promise<string[]> {
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
  if (spooled.size > 0) left.push(`${spooled.size} records wait in the spool`);
  const known = new Set([...tables.projections.values()].flatMap(({ keys }) => keys));
  const due = [...owed.values()].filter(({ keys }) => keys.some((key) => known.has(key)));
  if (due.length > 0) left.push(`${due.length} records wait for context that is known`);
  if (inMemory.length > 0) left.push(`${inMemory.length} records wait for their context in the memory of a process alone`);
  return left;
}

interface DiskOf {
  readonly log: MessageLog;
  readonly codec: Codec;
  readonly partitions: number;
  readonly spooled: Waiting['spooled'];
  markersIn(text: string): readonly string[];
}

/** What the raw topic holds; reads on from where it was. What is kept to be brought there is on disk, too. */
export function createDisk({ log, codec, partitions, spooled, markersIn }: DiskOf) {
  const next = Array.from({ length: partitions }, () => 0n);
  const known = new Set<string>();

  function markersOf(value: Buffer | null): readonly string[] {
    const decoded = codec.decode(topics.raw, value);
    return decoded.ok ? markersIn((decoded.value as Raw).body.toString()) : [];
  }

  async function inLog(marker: string): Promise<boolean> {
    if (known.has(marker)) return true;
    for (let partition = 0; partition < partitions; partition++) {
      const from = next[partition] ?? 0n;
      const records = await log.read(topics.raw, partition, from, from + 1_000_000n);
      next[partition] = from + BigInt(records.length);
      for (const record of records) for (const each of markersOf(record.value)) known.add(each);
    }
    return known.has(marker);
  }

  /** The spooled text of a record holds its bytes in base64 (services/ingest/spooled.ts). */
  const inSpool = (marker: string): boolean =>
    [...spooled.values()].some(({ record }) => {
      const { value } = JSON.parse(record) as { readonly value: string };
      return markersOf(Buffer.from(value, 'base64')).includes(marker);
    });

  return { inLog, onDisk: async (marker: string): Promise<boolean> => inSpool(marker) || inLog(marker) };
}
