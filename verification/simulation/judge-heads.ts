import { startOfTime } from './clock.ts';
import type { Evidence, Violation } from './evidence.ts';
import type { Effect } from './journal.ts';
import type { LaneRow } from './store/tables.ts';
import type { Target } from './targets.ts';

const laneOf = ({ key }: Effect): string => key.replace(/#\d+$/, '');

/** Sent again, and taken. */
export function wentThrough({ outcomes }: Evidence['tables'], id: string): boolean {
  const last = outcomes.findLast(({ deliveryId }) => deliveryId === id)?.kind;
  return last === 'delivered' || last === 'noop';
}

/** Lanes of a target that do not end in what was last sent: one is blocked, or a state that was refused had none after it. */
export function spoiledLanes({ tables }: Evidence, { name, refusals }: Target): ReadonlySet<string> {
  const lanes = [...tables.lanes.values()].filter(({ targetSystem }) => targetSystem === name);
  const refused = new Set(refusals.map(({ deliveryId }) => deliveryId).filter((id) => !wentThrough(tables, id)));
  const ended = (lane: LaneRow): boolean => {
    const all = [...(Map.groupBy(tables.inbox.values(), ({ laneId }) => laneId).get(lane.id) ?? [])];
    const rows = all.filter(({ seq, append }) => seq !== null && !append).sort((a, b) => (a.seq ?? 0) - (b.seq ?? 0));
    const lastOf = new Map(rows.map((row) => [row.episode, row.id]));
    return ![...lastOf.values()].some((id) => refused.has(id));
  };
  return new Set(lanes.flatMap((lane) => (lane.blocked === null && ended(lane) ? [] : [lane.targetKey])));
}

/** Of a delivery that was refused: parked, or superseded where its policy says so, and under `block` nothing goes past it. */
export function judgeHeads(evidence: Evidence): Violation[] {
  return evidence.targets.flatMap((target) => [
    ...notKept(evidence, target),
    ...passedBy(evidence, target),
    ...twiceTold(evidence, target),
  ]);
}

function notKept({ tables, heads, orders }: Evidence, { name, refusals }: Target): Violation[] {
  const kinds = Map.groupBy(tables.outcomes, ({ deliveryId }) => deliveryId);
  const refused = new Set(refusals.map(({ deliveryId }) => deliveryId));
  const lost = [...refused].filter((id) => !kinds.has(id));
  const replaced = tables.outcomes.filter(({ kind, attempts }) => kind === 'superseded' && attempts > 0);
  const ordered = new Set(orders.map(({ itemId }) => itemId));
  const targetOf = (id: string): string | undefined => tables.inbox.get(id)?.targetSystem;
  const wrongly = replaced.filter(
    ({ deliveryId }) =>
      targetOf(deliveryId) === name && (!refused.has(deliveryId) || (heads.get(name) !== 'supersede' && !ordered.has(deliveryId))),
  );
  return [
    ...lost.map((id): Violation => ({ oracle: 'O1', what: `${name} refused ${id}, and nobody knows` })),
    ...wrongly.map(
      ({ deliveryId }): Violation => ({ oracle: 'O3', what: `${name}: ${deliveryId} was superseded without having been refused` }),
    ),
  ];
}

function passedBy({ tables, heads, orders }: Evidence, { name, journal }: Target): Violation[] {
  if (heads.get(name) !== 'block') return [];
  const parked = tables.outcomes.filter(({ kind, deliveryId }) => kind === 'parked' && tables.inbox.get(deliveryId)?.targetSystem === name);
  return parked.flatMap(({ deliveryId, finishedAt }) => {
    const lane = tables.inbox.get(deliveryId)?.targetKey;
    const again = orders.find(({ itemId, orderedAt }) => itemId === deliveryId && orderedAt >= finishedAt)?.orderedAt;
    const [from, to] = [finishedAt - startOfTime + 1, (again ?? Number.POSITIVE_INFINITY) - startOfTime];
    const past = journal.find((line) => !('early' in line) && laneOf(line) === lane && line.begunAt > from && line.begunAt < to);
    return past ? [{ oracle: 'O3' as const, what: `${name} ${lane}: something went past ${deliveryId}, which is parked` }] : [];
  });
}

/** A changed secret is found out by itself within this time, virtual milliseconds. */
const resumesWithinMs = 60_000;

/** One escalation an outage, unless somebody's word about it was kept from the database; and an end to it soon after the secret was changed. */
function twiceTold({ escalations, excused, faults }: Evidence, { name, outages }: Target): Violation[] {
  const told = escalations.filter(({ system, kind }) => system === name && kind === 'credential');
  const found: Violation[] =
    told.length <= outages.length || outages.some(({ at, until }) => excused(at - 1_000, until + 30_000))
      ? []
      : [{ oracle: 'O8', what: `${told.length} escalations for ${outages.length} times that ${name} let nobody in` }];
  if (faults.has('target-down') || faults.has('rate-limit') || faults.has('broker-down')) return found;
  for (const { openedAt, resolvedAt } of told) {
    const outage = outages.findLast(({ at }) => at <= openedAt - startOfTime + 60_000);
    const soon = (outage?.until ?? 0) + resumesWithinMs;
    if (excused(openedAt - startOfTime - 20_000, soon) || (resolvedAt !== null && resolvedAt - startOfTime <= soon)) continue;
    found.push({ oracle: 'O8', what: `${name} is held ${resumesWithinMs} ms after its secret was changed` });
  }
  return found;
}
