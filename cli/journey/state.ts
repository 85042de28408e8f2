import type { OutcomeRow } from '#libs/state';

/** Where a message stands, in one phrase: its endings, and what of it still waits. */
export function stateOf(outcomes: readonly OutcomeRow[]): string {
  if (outcomes.length === 0) return 'in flight';
  const routed = outcomes.filter(({ kind }) => kind === 'routed').flatMap(({ deliveryIds }) => deliveryIds);
  const ended = new Set(outcomes.filter(({ kind }) => kind !== 'routed').flatMap(({ deliveryIds }) => deliveryIds));
  const waiting = routed.filter((id) => !ended.has(id)).length;
  const kinds = [...new Set(outcomes.filter(({ kind }) => kind !== 'routed').map(({ kind }) => kind))];
  return [...kinds, ...(waiting > 0 ? [`${waiting} waiting`] : [])].join(', ') || 'routed nowhere';
}
