import type { Evidence, Violation } from './evidence.ts';
import { correction } from './person.ts';

/** What a job says of its items is so: what it calls delivered is there, in the form it was given. */
export function judgeReview({ orders, tables, targets }: Evidence): Violation[] {
  const effects = targets.flatMap(({ journal }) => journal.flatMap((line) => ('early' in line ? [] : [line])));
  return orders.flatMap(({ jobId, itemId, state, edit }): Violation[] => {
    const outcome = tables.outcomes.findLast(({ deliveryId }) => deliveryId === itemId)?.kind;
    const wrong = (what: string): Violation[] => [{ oracle: 'O1', what: `${jobId} says ${state} of ${itemId}, ${what}` }];
    if (state === 'refused' || state === 'unfinished') return wrong('which nobody could foresee');
    if (state !== 'delivered') return [];
    const last = effects.findLast(({ deliveryId }) => deliveryId === itemId);
    if (outcome !== 'delivered' && outcome !== 'noop') return wrong(`which ended as ${outcome}`);
    if (outcome === 'delivered' && !last) return wrong('and its destination has seen nothing');
    const isNewest = orders.findLast((each) => each.itemId === itemId && each.edit !== null)?.jobId === jobId;
    return edit === null || !isNewest || last?.after.category === correction ? [] : wrong('which does not show what was edited');
  });
}
