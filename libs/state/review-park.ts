import { createHash } from 'node:crypto';
import type { Failure } from '#libs/failures';
import type { ParkRow, ReviewOrigin, ReviewRow, Settled } from './contract.ts';
import { type Cell, columns, type Run } from './pool.ts';
import { REVIEW } from './review-rows.ts';
import { appendsBehind, readParked, supersedeHeads } from './sql/lanes.ts';
import { insertPayloads, insertReviews, supersedeReviews } from './sql/reviews.ts';
import { decodeText, encodeOptional, encodeText } from './text.ts';

/** New items, and items that failed again; with the bytes of those that have any. */
export async function parkAll(run: Run, rows: readonly ParkRow[], origin: ReviewOrigin): Promise<void> {
  const sorted = [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  await run(insertReviews, [...columns(sorted, REVIEW), origin]);
  const withPayload = sorted.filter((row) => row.payload !== undefined);
  if (withPayload.length > 0) await run(insertPayloads, columns(withPayload, PAYLOAD));
}

/** In the order of insertPayloads. */
const PAYLOAD: readonly ((row: ParkRow) => Cell)[] = [
  (row) => encodeText(row.id),
  (row) => row.payload?.value?.toString('hex') ?? null,
  (row) => encodeText(row.payload?.trail ?? '[]'),
  (row) => row.payload?.form ?? 'bytes',
  (row) => encodeOptional(row.payload?.content ?? null),
];

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
  const items = rows.flatMap((row) => {
    const failure = failures.get(row.id);
    return failure === undefined ? [] : [parkedRow(row, failure)];
  });
  if (items.length > 0) await parkAll(run, items, 'delivery');
}

/** Gives way where a newer state of the same remote record waits; the lanes are held by the transaction. */
export async function supersedeParked(run: Run, laneIds: readonly string[]): Promise<void> {
  if (laneIds.length === 0) return;
  const ended = await run<{ delivery_id: string }>(supersedeHeads, [laneIds]);
  if (ended.length > 0) await run(supersedeReviews, [ended.map((row) => row.delivery_id)]);
}

/** For lanes that a state may have left without its record having been made; the lanes are held by the transaction. */
export async function moveAppendsBehind(run: Run, laneIds: readonly string[]): Promise<void> {
  if (laneIds.length > 0) await run(appendsBehind, [laneIds]);
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
