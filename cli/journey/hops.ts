import { readJson } from '#libs/connector-kit';
import { topics } from '#libs/line';
import { type Codec, type Hop, type LogRecord, type MessageLog, partitionFor, readTrail } from '#libs/log';
import { topicSpecs } from '#libs/model';

export type HopContent =
  /** Decoded by the schema named in the record, or the text of a topic that is not ours. */
  | {
      readonly state: 'read';
      readonly schemaId: number | null;
      readonly key: string | null;
      readonly value: unknown;
      readonly bytes: number;
    }
  /** There, but not decodable. */
  | { readonly state: 'unreadable'; readonly reason: string; readonly key: string | null; readonly bytes: number }
  /** Not in the log any more. */
  | { readonly state: 'gone'; readonly reason: string };

export interface ReadHop extends Hop {
  readonly content: HopContent;
  /** Hops that this record itself names as before it. */
  readonly before: readonly Hop[];
}

/** Reads records where trails say they lie. Nothing is created, no group is joined. */
export interface HopReader {
  read(hop: Hop): Promise<ReadHop>;
  /** The newest record with this CloudEvents id among the last thousand of a partition (of all partitions without a key). */
  locate(topic: string, id: string, key: string | null): Promise<Hop | null>;
}

const ours = new Set<string>(topicSpecs.map((spec) => spec.topic));
const tail = 1_000n;

export function createHopReader(log: MessageLog, codec: Codec): HopReader {
  const bounds = new Map<string, Promise<ReadonlyMap<number, { readonly start: bigint; readonly end: bigint }> | null>>();
  const boundsOf = (topic: string): ReturnType<typeof readBounds> => {
    const known = bounds.get(topic) ?? readBounds(log, topic);
    bounds.set(topic, known);
    return known;
  };

  async function read(hop: Hop): Promise<ReadHop> {
    const gone = (reason: string): ReadHop => ({ ...hop, before: [], content: { state: 'gone', reason } });
    const topic = await boundsOf(hop.topic);
    const bound = topic?.get(hop.partition);
    if (!bound) return gone(topic === null ? 'the topic does not exist any more' : 'the partition does not exist');
    const offset = BigInt(hop.offset);
    if (offset < bound.start) return gone(`no longer in the log: retention removed everything before offset ${bound.start}`);
    if (offset >= bound.end) return gone(`the log ends at offset ${bound.end}: the topic was replaced since`);
    const [record] = await log.read(hop.topic, hop.partition, offset, offset + 1n);
    if (!record || record.offset !== offset) return gone('no longer in the log: compaction kept a newer record of the same key');
    return { ...hop, before: readTrail(record.headers), content: await decode(codec, record) };
  }

  async function locate(topic: string, id: string, key: string | null): Promise<Hop | null> {
    const partitions = await boundsOf(topic);
    if (partitions === null) return null;
    const asked = key === null ? [...partitions.keys()] : [partitionFor(key, partitions.size)];
    for (const partition of asked) {
      const bound = partitions.get(partition);
      if (!bound) continue;
      const from = bound.end - tail > bound.start ? bound.end - tail : bound.start;
      const records = bound.end > from ? await log.read(topic, partition, from, bound.end) : [];
      const found = records.findLast((record) => record.headers.ce_id === id);
      if (found) return { topic, partition, offset: Number(found.offset), at: found.timestamp };
    }
    return null;
  }

  return { read, locate };
}

async function readBounds(
  log: MessageLog,
  topic: string,
): Promise<ReadonlyMap<number, { readonly start: bigint; readonly end: bigint }> | null> {
  const admin = await log.admin();
  try {
    if (!(await admin.partitions([topic])).has(topic)) return null;
    return new Map((await admin.offsets(topic)).map(({ partition, start, end }) => [partition, { start, end }]));
  } finally {
    await admin.close();
  }
}

async function decode(codec: Codec, { topic, key, value, headers }: LogRecord): Promise<HopContent> {
  const bytes = value?.length ?? 0;
  if (!ours.has(topic)) return { state: 'read', schemaId: null, key, value: textOrJson(value), bytes };
  await codec.prepare([value]);
  const decoded = codec.decode(topic, value, headers);
  if (decoded.ok) return { state: 'read', schemaId: decoded.schemaId, key, value: forPeople(topic, decoded.value), bytes };
  return { state: 'unreadable', reason: `${decoded.code}: ${decoded.message}`, key, bytes };
}

/** JSON where it is JSON that shows unchanged (bounded depth; digits beyond a number's stay, as text), text where it is text, else base64. */
function textOrJson(value: Buffer | null): unknown {
  if (value === null) return null;
  const text = value.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(value)) return { base64: value.toString('base64') };
  return jsonOr(text);
}

function jsonOr(text: string): unknown {
  const read = readJson(Buffer.from(text));
  return read.kind === 'value' ? read.value : text;
}

/** A decoded record as people read it: byte fields opened, the wanted state of a contribution not escaped a second time. */
function forPeople(topic: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const opened = (name: string, field: unknown): unknown => {
    if (field instanceof Uint8Array) return textOrJson(Buffer.from(field));
    return topic === topics.delivery && name === 'want' && typeof field === 'string' ? jsonOr(field) : field;
  };
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, opened(name, field)]));
}
