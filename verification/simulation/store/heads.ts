import type { Settled } from '#libs/state';
import { addOutcome, at, type LaneRow, type Tables } from './tables.ts';

/** What a parked head does to its lane (libs/state/sql/lanes.ts: settle); a doubt that is open keeps it from being superseded. */
export function blockedBy(tables: Tables, lane: LaneRow, { result }: Settled, doubtful: boolean): LaneRow['blocked'] {
  if (result.kind !== 'parked' || result.head === 'skip') return null;
  if (result.head === 'supersede' && tables.queued.get(at(lane.id, lane.headSeq))?.append) return null;
  const doubts = (tables.attempts.get(lane.id) ?? []).some(({ seq, unknownSince }) => seq === lane.headSeq && unknownSince !== null);
  return result.head === 'supersede' && !doubtful && !doubts ? 'supersede' : 'block';
}

/** Whether a state of the episode waits behind the head. */
function stateWaits(tables: Tables, lane: LaneRow, episode: number): boolean {
  for (let seq = lane.headSeq + 1; seq < lane.nextSeq; seq++) {
    const row = tables.queued.get(at(lane.id, seq));
    if (row?.episode === episode && !row.append) return true;
  }
  return false;
}

/** Appends at the head whose record a later state will make go behind it (libs/state/sql/lanes.ts: appendsBehind). */
export function appendsBehind(tables: Tables, lane: LaneRow): void {
  const head = tables.queued.get(at(lane.id, lane.headSeq));
  if (!head?.append || tables.links.has(at(lane.id, head.episode)) || !stateWaits(tables, lane, head.episode)) return;
  for (;;) {
    const row = tables.queued.get(at(lane.id, lane.headSeq));
    if (!row?.append) return;
    for (const tried of (tables.attempts.get(lane.id) ?? []).filter(({ seq }) => seq === lane.headSeq)) tried.seq = lane.nextSeq;
    row.seq = lane.nextSeq;
    tables.queued.set(at(lane.id, lane.nextSeq++), row);
    tables.queued.delete(at(lane.id, lane.headSeq++));
  }
}

/** A head blocked under supersede gives way where a newer state of the same remote record waits. */
export function supersedeHead(tables: Tables, lane: LaneRow, now: number): void {
  const head = tables.queued.get(at(lane.id, lane.headSeq));
  if (lane.blocked !== 'supersede' || !head) return;
  if (!stateWaits(tables, lane, head.episode)) return;
  const tries = (tables.attempts.get(lane.id) ?? []).filter(({ seq }) => seq === lane.headSeq);
  Object.assign(lane, { blocked: null, headSeq: lane.headSeq + 1, dueAt: now });
  const untold = tables.outcomes.findIndex(({ deliveryId, kind, published }) => deliveryId === head.id && kind === 'parked' && !published);
  const outcome = {
    ...{ deliveryId: head.id, kind: 'superseded' as const, reason: 'it was refused, and a newer state of the record took its place' },
    ...{ attempts: Math.max(0, ...tries.map(({ n }) => n)), possibleDuplicate: false, finishedAt: now },
  };
  if (untold >= 0) tables.outcomes[untold] = { ...outcome, seq: untold + 1, published: false };
  else addOutcome(tables, outcome);
  tables.reviews.delete(head.id);
}
