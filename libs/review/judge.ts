import { deriveId } from '#libs/line';
import type { DeliveryFact, ItemResult, ReplayFact, WorkItem } from '#libs/state';

type End = Pick<ItemResult, 'state' | 'text' | 'child'>;

export interface Facts {
  readonly replayed: readonly ReplayFact[];
  /** Deliveries by id. */
  readonly deliveries: ReadonlyMap<string, DeliveryFact>;
}

/** How long a stage may take between the outcomes of one message: until then the absence of one says nothing. */
const togetherMs = 3_000;

/**
 * How an item that was sent again ended, or null while it is under way. `watchMs`: then it is given up, which changes nothing about the
 * message itself.
 */
export function judge(work: WorkItem, facts: Facts, watchMs: number): End | null {
  const end = work.item.origin === 'delivery' ? ofDeliveries([work.item.id], facts, work) : ofMessage(work, facts);
  if (end !== null || work.forMs < watchMs) return end;
  const minutes = Math.max(1, Math.round(watchMs / 60_000));
  return { state: 'unfinished', text: `still under way after ${minutes} min; its journey will show how it ends` };
}

/** Of the message, where only one of its flows was parked, what concerns that flow. */
function ofMessage(work: WorkItem, facts: Facts): End | null {
  const { flow } = work.item;
  const mine = facts.replayed.filter((fact) => flow === null || fact.flow === null || fact.flow === flow);
  const parked = mine.find((fact) => fact.kind === 'parked');
  if (parked !== undefined) return parkedAgain(work, parked);
  const dropped = mine.find((fact) => fact.kind === 'filtered');
  if (dropped !== undefined) return { state: 'filtered', text: dropped.reason ?? 'nothing takes it' };
  if (mine.some((fact) => fact.kind === null)) return { state: 'delivered', text: 'it is projected' };
  const routed = mine.filter((fact) => fact.kind === 'routed');
  return routed.length === 0 ? null : ofDeliveries([...new Set(routed.flatMap((fact) => fact.deliveryIds))], facts, work);
}

function parkedAgain({ item }: WorkItem, { messageId, stage, flow, reason }: ReplayFact): End {
  const child = deriveId(messageId, stage ?? '', 'review', flow ?? '');
  const text = `parked again at ${stage}: ${reason}`;
  return child === item.id ? { state: 'failed', text } : { state: 'failed', text: `${text} (now ${child})`, child };
}

function ofDeliveries(ids: readonly string[], { deliveries }: Facts, { item, forMs }: WorkItem): End | null {
  const found = ids.flatMap((id) => deliveries.get(id) ?? []);
  if (found.length < ids.length) return null;
  const mine = item.flow === null ? found : found.filter((each) => each.flow === item.flow);
  if (mine.length === 0) {
    return forMs < togetherMs ? null : { state: 'filtered', text: `flow ${item.flow} takes it no longer` };
  }
  if (mine.some((each) => each.kind === 'waiting')) return null;
  const parked = mine.find((each) => each.kind === 'parked');
  if (parked !== undefined) {
    const text = `refused by its destination${item.origin === 'delivery' ? ' again' : ''}: ${parked.reason}`;
    return parked.deliveryId === item.id ? { state: 'failed', text } : { state: 'failed', text, child: parked.deliveryId };
  }
  return ended(mine);
}

function ended(deliveries: readonly DeliveryFact[]): End {
  const delivered = deliveries.filter((each) => each.kind === 'delivered');
  const numbers = [...new Set(delivered.flatMap((each) => each.number ?? []))];
  if (delivered.length > 0) return { state: 'delivered', text: numbers.length > 0 ? numbers.join(', ') : 'delivered' };
  const reason = (kind: DeliveryFact['kind']) => deliveries.find((each) => each.kind === kind)?.reason ?? kind;
  if (deliveries.some((each) => each.kind === 'superseded')) return { state: 'superseded', text: reason('superseded') };
  if (deliveries.some((each) => each.kind === 'discarded')) return { state: 'discarded', text: reason('discarded') };
  return { state: 'delivered', text: reason('noop') };
}
