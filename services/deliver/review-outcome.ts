import { deriveId, topics } from '#libs/line';
import type { Outcome } from '#libs/model';
import type { Mark } from '#libs/review';
import type { Output } from '#libs/stage';
import type { ItemResult, WorkItem } from '#libs/state';

const kinds: Readonly<Partial<Record<ItemResult['state'], Outcome['kind']>>> = {
  delivered: 'routed',
  filtered: 'filtered',
  superseded: 'superseded',
  discarded: 'discarded',
};

/**
 * What takes the place of "parked" in the outcome of a message that a stage parked; null while it is parked still. Deliveries tell their
 * own outcomes. A message that went on is `routed`: how its deliveries ended is told by theirs.
 */
export function replacedOutcome(work: WorkItem, result: ItemResult, now: number): Output | null {
  const { item, actor } = work;
  const kind = result.child === undefined ? kinds[result.state] : 'routed';
  if (kind === undefined || item.origin === 'delivery') return null;
  const id = deriveId(item.messageId, item.stage, 'outcome', item.flow ?? '');
  const { version } = JSON.parse(work.mark ?? '{}') as Partial<Mark>;
  const told = result.state === 'discarded' || result.state === 'superseded';
  const value: Outcome = {
    id,
    messageId: item.messageId,
    kind,
    stage: item.stage,
    reason: told ? result.text : `replayed by ${actor}: ${result.text}`,
    flow: item.flow,
    system: item.system,
    record: item.record,
    version: version ?? Math.max(0, item.sourceOffset),
    targetSystem: null,
    targetKey: null,
    deliveryIds: [],
    remoteId: null,
    remoteNumber: null,
    remoteUrl: null,
    attempts: 0,
    possibleDuplicate: false,
    occurredAt: item.parkedAt,
    // Newer than what it replaces, whatever the clocks say.
    finishedAt: Math.max(now, item.lastFailedAt + 1),
    traceId: null,
    trail: [],
  };
  return { topic: topics.outcome, key: item.messageId, id, value };
}
