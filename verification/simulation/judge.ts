import { csvOf } from './audit.ts';
import type { Evidence, Oracle, Violation } from './evidence.ts';
import { judgeArchive } from './judge-archive.ts';
import { judgeContext } from './judge-context.ts';
import { judgeDesk } from './judge-desk.ts';
import { judgeHeads } from './judge-heads.ts';
import { judgeNotices } from './judge-notices.ts';
import { judgeReview } from './judge-review.ts';
import { judgeTexts, withoutRecord } from './judge-texts.ts';
import type { DeliveryRow } from './store/tables.ts';

/** What the journals of the destinations, the list of what was accepted and the log say; our own tables only where they are what is promised. */
export function judge(evidence: Evidence): { violations: Violation[]; possibleDuplicates: number } {
  const { senders, targets, left, rows, fatal } = evidence;
  const say = (oracle: Oracle, all: readonly string[]): Violation[] => all.map((what) => ({ oracle, what }));
  const early = targets.flatMap(({ journal }) => journal.flatMap((line) => ('early' in line ? [line.early] : [])));
  const archive = judgeArchive(evidence, csvOf(rows));
  return {
    violations: [
      ...say('O9', senders.unfounded),
      ...say('O8', left.slice(0, 5)),
      ...say(
        'O8',
        fatal.map((why) => `a process ended itself: ${why}`),
      ),
      ...say('O7', early),
      ...say('O8', unexpectedlyParked(evidence)),
      ...say('O1', unaccounted(evidence)),
      ...judgeDesk(evidence),
      ...judgeHeads(evidence),
      ...judgeTexts(evidence),
      ...judgeNotices(evidence),
      ...judgeContext(evidence),
      ...judgeReview(evidence),
      ...archive.violations,
    ],
    possibleDuplicates: archive.possible,
  };
}

/** A record is taken for poison at the fourth unclean end in a row. */
const endsOfPoison = 3;

/** Rows of a state that nobody mapped wait for a person, and what a destination refused; anything else would have to go by itself. */
function unexpectedlyParked(evidence: Evidence): string[] {
  const { tables, rows, targets, uncleanEnds } = evidence;
  const bad = new Set(rows.filter((row) => row.incident_state === '-100').map((row) => `${row.number} ${row.sys_mod_count}`));
  const refused = new Set(targets.flatMap(({ refusals }) => refusals.map(({ deliveryId }) => deliveryId)));
  const items = [...tables.reviews.values()];
  const foreseen = items.filter(({ stage, code }) => stage === 'transform' && code === 'unknown-value');
  const others = items.filter(
    (item) =>
      !foreseen.includes(item) &&
      !refused.has(item.id) &&
      !withoutRecord(item.id, evidence) &&
      !(item.code === 'poison' && uncleanEnds > endsOfPoison),
  );
  return [
    ...others.map(({ stage, code, system, record, reason }) => `parked in ${stage}: ${code} of ${system}/${record}: ${reason}`),
    ...(foreseen.length === bad.size ? [] : [`${foreseen.length} rows parked for their state, ${bad.size} were written`]),
  ];
}

/** Every delivery that entered has one outcome, or waits behind a parked one; the projections know every one that ended. */
function unaccounted({ tables, orders }: Evidence): string[] {
  const ordered = new Set(orders.map(({ itemId }) => itemId));
  const ended = Map.groupBy(tables.outcomes, ({ deliveryId }) => deliveryId);
  const known = [...tables.journeys.values()].filter(({ stage }) => stage === 'deliver').length;
  const waits = ({ laneId, seq }: DeliveryRow): boolean => {
    const lane = tables.lanes.get(laneId);
    return lane !== undefined && lane.blocked !== null && seq !== null && seq > lane.headSeq;
  };
  const once = (id: string): boolean => {
    const kinds = ended
      .get(id)
      ?.map(({ kind }) => kind)
      .join();
    const replayed = ordered.has(id) && /^(parked,)+(delivered|noop|superseded|parked)$/.test(kinds ?? '');
    return replayed || kinds === 'parked,superseded' || ended.get(id)?.length === 1;
  };
  return [
    ...[...tables.inbox].flatMap(([id, row]) =>
      once(id) || (!ended.has(id) && waits(row)) ? [] : [`delivery ${id} has ${ended.get(id)?.length ?? 0} outcomes`],
    ),
    ...(known === ended.size ? [] : [`${ended.size} deliveries ended, ${known} of them are known to the projections`]),
  ];
}
