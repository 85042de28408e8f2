import { createHash } from 'node:crypto';
import type { Failure } from '#libs/failures';
import type { ReviewRow, ReviewStore, Settled } from './contract.ts';
import { type Cell, columns, type Database, type Run } from './pool.ts';
import { readParked, supersedeHeads } from './sql/lanes.ts';
import { dropReviews, insertReviews, listReviews } from './sql/reviews.ts';
import { decodeOptional, decodeText, encodeOptional, encodeText } from './text.ts';

/** What waits for a person. */
export function reviewStore(database: Database): ReviewStore {
  return {
    park: async (rows) => {
      if (rows.length > 0) await insert(database.statement, rows);
    },
    list: async (limit) => (await database.statement<ReviewFound>(listReviews, [limit])).map(reviewOf),
  };
}

async function insert(run: Run, rows: readonly ReviewRow[]): Promise<void> {
  const sorted = [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await run(insertReviews, columns(sorted, REVIEW));
}

interface ParkedDelivery {
  readonly id: string;
  readonly message_id: string;
  readonly system: string;
  readonly record: string;
  readonly flow: string;
  readonly trail: string;
  readonly parked_at: number;
}

/** Review items for lane heads that were parked; each has its delivery's id. Part of settleAndClaim's transaction. */
export async function parkDeliveries(run: Run, parked: readonly Settled[]): Promise<void> {
  const failures = new Map(
    parked.flatMap(({ deliveryId, result }) => (result.kind === 'parked' ? [[deliveryId, result.failure] as const] : [])),
  );
  const rows = await run<ParkedDelivery>(readParked, [[...failures.keys()]]);
  await insert(
    run,
    rows.flatMap((row) => {
      const failure = failures.get(row.id);
      return failure === undefined ? [] : [parkedRow(row, failure)];
    }),
  );
}

/** Gives way where a newer state of the same remote record waits; the lanes are held by the transaction. */
export async function supersedeParked(run: Run, laneIds: readonly string[]): Promise<void> {
  if (laneIds.length === 0) return;
  const ended = await run<{ delivery_id: string }>(supersedeHeads, [laneIds]);
  if (ended.length > 0) await run(dropReviews, [ended.map((row) => row.delivery_id)]);
}

function parkedRow(row: ParkedDelivery, failure: Failure): ReviewRow {
  const { evidence } = failure;
  const flow = decodeText(row.flow);
  const code = evidence.code ?? failure.class;
  const fingerprint = createHash('sha256').update(JSON.stringify(['deliver', flow, failure.class, code, evidence.field ?? '']));
  return {
    id: row.id,
    messageId: row.message_id,
    stage: 'deliver',
    system: decodeText(row.system),
    record: decodeText(row.record),
    flow,
    fingerprint: fingerprint.digest('hex').slice(0, 16),
    code,
    reason: evidence.message,
    field: evidence.field ?? null,
    expected: evidence.expected ?? null,
    excerpt: evidence.excerpt ?? null,
    hint: evidence.hint ?? null,
    ...lastHop(decodeText(row.trail)),
    parkedAt: Math.round(row.parked_at),
  };
}

/** Where the delivery was read from: the end of its trail, `[[topic, partition, offset, at], ...]`. Unreadable: an empty topic. */
function lastHop(trail: string): Pick<ReviewRow, 'sourceTopic' | 'sourcePartition' | 'sourceOffset'> {
  const none = { sourceTopic: '', sourcePartition: -1, sourceOffset: -1 };
  let hops: unknown;
  try {
    hops = JSON.parse(trail);
  } catch {
    return none;
  }
  const last: unknown = Array.isArray(hops) ? hops.at(-1) : undefined;
  if (!Array.isArray(last)) return none;
  const [topic, partition, offset]: unknown[] = last;
  if (typeof topic !== 'string' || !Number.isInteger(partition) || !Number.isInteger(offset)) return none;
  return { sourceTopic: topic, sourcePartition: Number(partition), sourceOffset: Number(offset) };
}

/** In the order of insertReviews. */
const REVIEW: readonly ((row: ReviewRow) => Cell)[] = [
  (row) => encodeText(row.id),
  (row) => encodeText(row.messageId),
  (row) => encodeText(row.stage),
  (row) => encodeText(row.system),
  (row) => encodeText(row.record),
  (row) => encodeOptional(row.flow),
  (row) => encodeText(row.fingerprint),
  (row) => encodeText(row.code),
  (row) => encodeText(row.reason),
  (row) => encodeOptional(row.field),
  (row) => encodeOptional(row.expected),
  (row) => encodeOptional(row.excerpt),
  (row) => encodeOptional(row.hint),
  (row) => encodeText(row.sourceTopic),
  (row) => row.sourcePartition,
  (row) => row.sourceOffset,
  (row) => row.parkedAt,
];

interface ReviewFound {
  readonly id: string;
  readonly message_id: string;
  readonly stage: string;
  readonly system: string;
  readonly record: string;
  readonly flow: string | null;
  readonly fingerprint: string;
  readonly code: string;
  readonly reason: string;
  readonly field: string | null;
  readonly expected: string | null;
  readonly excerpt: string | null;
  readonly hint: string | null;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly parked_at: number;
}

function reviewOf(row: ReviewFound): ReviewRow {
  return {
    id: decodeText(row.id),
    messageId: decodeText(row.message_id),
    stage: decodeText(row.stage),
    system: decodeText(row.system),
    record: decodeText(row.record),
    flow: decodeOptional(row.flow),
    fingerprint: decodeText(row.fingerprint),
    code: decodeText(row.code),
    reason: decodeText(row.reason),
    field: decodeOptional(row.field),
    expected: decodeOptional(row.expected),
    excerpt: decodeOptional(row.excerpt),
    hint: decodeOptional(row.hint),
    sourceTopic: decodeText(row.source_topic),
    sourcePartition: row.source_partition,
    sourceOffset: row.source_offset,
    parkedAt: row.parked_at,
  };
}
