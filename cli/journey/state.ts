import type { OutcomeRow } from '#libs/state';

/** Where a message stands, in one phrase: its endings, and what of it still waits. */
export function stateOf(outcomes: readonly OutcomeRow[]): string {
  if (outcomes.length === 0) return 'in flight';
  const routed = outcomes.filter(({ kind }) => kind === 'routed').flatMap(({ deliveryIds }) => deliveryIds);
  const ended = new Set(outcomes.filter(({ kind }) => kind !== 'routed').flatMap(({ deliveryIds }) => deliveryIds));
  const waiting = routed.filter((id) => !ended.has(id)).length;
  const kinds = [...new Set(outcomes.filter(({ kind }) => kind !== 'routed').map(({ kind }) => kind))];
  // What was parked by a stage and went on since says so in its own outcome, with the reason; its deliveries are another message's.
  const replayed = outcomes.some(({ kind, reason, deliveryIds }) => kind === 'routed' && reason !== null && deliveryIds.length === 0);
  const known = [...kinds, ...(waiting > 0 ? [`${waiting} waiting`] : [])].join(', ');
  return known || (replayed ? 'replayed' : 'routed nowhere');
}
