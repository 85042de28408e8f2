import type { ReviewItem, ReviewRow } from './contract.ts';
import type { Cell } from './pool.ts';
import { decodeOptional, decodeText, encodeOptional, encodeText } from './text.ts';

/** In the order of insertReviews. */
export const REVIEW: readonly ((row: ReviewRow) => Cell)[] = [
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

/** A row of review_item as the statements of sql/reviews.ts select it. */
export interface ReviewFound {
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
  readonly state: ReviewItem['state'];
  readonly origin: ReviewItem['origin'];
  readonly resolution: string | null;
  readonly resolved_at: number | null;
  readonly failures: number;
  readonly first_failed_at: number;
  readonly last_failed_at: number;
  readonly replays: number;
  readonly parent: string | null;
}

export function reviewOf(row: ReviewFound): ReviewItem {
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
    state: row.state,
    origin: row.origin,
    resolution: decodeOptional(row.resolution),
    resolvedAt: row.resolved_at === null ? null : Math.round(row.resolved_at),
    failures: row.failures,
    firstFailedAt: row.first_failed_at,
    lastFailedAt: row.last_failed_at,
    replays: row.replays,
    parent: decodeOptional(row.parent),
  };
}
