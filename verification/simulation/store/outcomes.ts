import type { DeliveryStore, PendingOutcome, ReviewItem, ReviewRow, ReviewStore } from '#libs/state';
import { at, type OutcomeRow, type Tables } from './tables.ts';

export function outcomeMethods(
  tables: Tables,
  _now: () => number,
): Pick<DeliveryStore, 'unpublished' | 'published'> & Pick<ReviewStore, 'park' | 'list'> {
  function pendingOf(outcome: OutcomeRow): PendingOutcome {
    const row = tables.inbox.get(outcome.deliveryId);
    const lane = row && tables.lanes.get(row.laneId);
    if (!row || !lane) throw new Error(`outcome of ${outcome.deliveryId} without its delivery`);
    const link = tables.links.get(at(lane.id, row.episode));
    const { deliveryId, kind, reason, attempts, possibleDuplicate, finishedAt } = outcome;
    const { messageId, flow, system, record, version, occurredAt, traceparent, trail } = row;
    return {
      ...{ seq: String(outcome.seq), deliveryId, kind, reason, attempts, possibleDuplicate, finishedAt },
      ...{ messageId, flow, system, record, version, occurredAt, traceparent, trail },
      targetSystem: lane.targetSystem,
      targetKey: lane.targetKey,
      link: link ? { remoteId: link.remoteId, number: link.number, url: link.url, writtenDigest: link.writtenDigest } : null,
    };
  }

  return {
    unpublished: async (limit) =>
      tables.outcomes
        .filter(({ published }) => !published)
        .slice(0, limit)
        .map(pendingOf),
    async published(seqs) {
      for (const seq of seqs) {
        const row = tables.outcomes[Number(seq) - 1];
        if (row) row.published = true;
      }
    },
    async park(rows) {
      for (const row of rows) if (!tables.reviews.has(row.id)) tables.reviews.set(row.id, row);
    },
    list: async (limit) =>
      [...tables.reviews.values()]
        .sort((a, b) => b.parkedAt - a.parkedAt)
        .slice(0, limit)
        .map(openItem),
  };
}

/** As it was parked: what people do about it is in review.ts. */
export function openItem(row: ReviewRow): ReviewItem {
  const { parkedAt: firstFailedAt, parkedAt: lastFailedAt } = row;
  const origin = row.stage === 'deliver' ? 'delivery' : 'stage';
  return {
    ...row,
    state: 'open',
    origin,
    resolution: null,
    resolvedAt: null,
    failures: 1,
    firstFailedAt,
    lastFailedAt,
    replays: 0,
    parent: null,
  };
}
