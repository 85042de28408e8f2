import type { DeliveryStore, PendingOutcome } from './contract.ts';
import { readLink } from './lane-store.ts';
import type { Database } from './pool.ts';
import { forgetDeliveries, markPublished, readUnpublished } from './sql/outcomes.ts';
import { decodeOptional, decodeText } from './text.ts';

interface OutcomeFound {
  readonly seq: string;
  readonly delivery_id: string;
  readonly kind: PendingOutcome['kind'];
  readonly reason: string | null;
  readonly attempts: number;
  readonly possible_duplicate: boolean;
  readonly finished_at: number;
  readonly message_id: string;
  readonly flow: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly occurred_at: number;
  readonly traceparent: string | null;
  readonly trail: string;
  readonly target_system: string;
  readonly target_key: string;
  readonly remote_id: string | null;
  readonly number: string | null;
  readonly url: string | null;
  readonly written_digest: string | null;
}

/** The publish side of deliver. The link of an outcome is the episode's as it is known when read, also for no-ops and parked ones. */
export function outcomeStore(database: Database): Pick<DeliveryStore, 'unpublished' | 'published' | 'forget'> {
  return {
    unpublished: async (limit) => (await database.statement<OutcomeFound>(readUnpublished, [limit])).map(pendingOf),
    published: async (seqs) => {
      if (seqs.length > 0) await database.statement(markPublished, [seqs]);
    },
    forget: async (keepMs, after, limit) => {
      const [found] = await database.statement<{ forgotten: number; next: string | null }>(forgetDeliveries, [keepMs, after, limit]);
      return found ?? { forgotten: 0, next: null };
    },
  };
}

function pendingOf(row: OutcomeFound): PendingOutcome {
  return {
    seq: row.seq,
    deliveryId: row.delivery_id,
    messageId: row.message_id,
    kind: row.kind,
    reason: decodeOptional(row.reason),
    flow: decodeText(row.flow),
    system: decodeText(row.system),
    record: decodeText(row.record),
    version: row.version,
    targetSystem: decodeText(row.target_system),
    targetKey: decodeText(row.target_key),
    link: readLink(row),
    attempts: row.attempts,
    possibleDuplicate: row.possible_duplicate,
    occurredAt: row.occurred_at,
    finishedAt: Math.round(row.finished_at),
    traceparent: decodeOptional(row.traceparent),
    trail: decodeText(row.trail),
  };
}
