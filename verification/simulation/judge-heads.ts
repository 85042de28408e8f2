import { startOfTime } from './clock.ts';
import type { Evidence, Violation } from './evidence.ts';
import type { Effect } from './journal.ts';
import type { Target } from './targets.ts';

const laneOf = ({ key }: Effect): string => key.replace(/#\d+$/, '');

/** Lanes of a target in which something was refused: what stands there in the end is not all that was sent. */
export function spoiledLanes({ tables, heads }: Evidence, { name, refusals }: Target): ReadonlySet<string> {
  const blocked = new Set([...tables.lanes.values()].filter((lane) => lane.blocked !== null).map((lane) => lane.targetKey));
  const whole = (lane: string): boolean => heads.get(name) === 'supersede' && !blocked.has(lane);
  return new Set(refusals.flatMap(({ lane }) => (whole(lane) ? [] : [lane])));
}

/** Of a delivery that was refused: parked, or superseded where its policy says so, and under `block` nothing goes past it. */
export function judgeHeads(evidence: Evidence): Violation[] {
  return evidence.targets.flatMap((target) => [
    ...notKept(evidence, target),
    ...passedBy(evidence, target),
    ...twiceTold(evidence, target),
  ]);
}

function notKept({ tables, heads }: Evidence, { name, refusals }: Target): Violation[] {
  const kinds = Map.groupBy(tables.outcomes, ({ deliveryId }) => deliveryId);
  const refused = new Set(refusals.map(({ deliveryId }) => deliveryId));
  const lost = [...refused].filter((id) => !kinds.has(id));
  const replaced = tables.outcomes.filter(({ kind, attempts }) => kind === 'superseded' && attempts > 0);
  const targetOf = (id: string): string | undefined => tables.inbox.get(id)?.targetSystem;
  const wrongly = replaced.filter(
    ({ deliveryId }) => targetOf(deliveryId) === name && (heads.get(name) !== 'supersede' || !refused.has(deliveryId)),
  );
  return [
    ...lost.map((id): Violation => ({ oracle: 'O1', what: `${name} refused ${id}, and nobody knows` })),
    ...wrongly.map(
      ({ deliveryId }): Violation => ({ oracle: 'O3', what: `${name}: ${deliveryId} was superseded without having been refused` }),
    ),
  ];
}

function passedBy({ tables, heads }: Evidence, { name, journal }: Target): Violation[] {
  if (heads.get(name) !== 'block') return [];
  const parked = tables.outcomes.filter(({ kind, deliveryId }) => kind === 'parked' && tables.inbox.get(deliveryId)?.targetSystem === name);
  return parked.flatMap(({ deliveryId, finishedAt }) => {
    const lane = tables.inbox.get(deliveryId)?.targetKey;
    const past = journal.find((line) => !('early' in line) && laneOf(line) === lane && line.begunAt > finishedAt - startOfTime + 1);
    return past ? [{ oracle: 'O3' as const, what: `${name} ${lane}: something went past ${deliveryId}, which is parked` }] : [];
  });
}

/** One escalation an outage. */
function twiceTold({ escalations }: Evidence, { name, outages }: Target): Violation[] {
  const told = escalations.filter(({ system, kind }) => system === name && kind === 'credential');
  return told.length <= outages.length
    ? []
    : [{ oracle: 'O8', what: `${told.length} escalations for ${outages.length} times that ${name} let nobody in` }];
}
