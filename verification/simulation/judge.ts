import { type AuditRow, csvOf } from './audit.ts';
import type { Evidence, Oracle, Violation } from './evidence.ts';
import { judgeArchive } from './judge-archive.ts';
import { judgeDesk } from './judge-desk.ts';
import type { Tables } from './store/tables.ts';

/** What the journals of the destinations, the list of what was accepted and the log say; our own tables only where they are what is promised. */
export function judge(evidence: Evidence): { violations: Violation[]; possibleDuplicates: number } {
  const { senders, tables, targets, left, rows } = evidence;
  const say = (oracle: Oracle, all: readonly string[]): Violation[] => all.map((what) => ({ oracle, what }));
  const early = targets.flatMap(({ journal }) => journal.flatMap((line) => ('early' in line ? [line.early] : [])));
  const archive = judgeArchive(evidence, csvOf(rows));
  return {
    violations: [
      ...say('O9', senders.unfounded),
      ...say('O8', left.slice(0, 5)),
      ...say('O7', early),
      ...say('O8', unexpectedlyParked(tables, rows)),
      ...say('O1', unaccounted(tables)),
      ...judgeDesk(evidence),
      ...archive.violations,
    ],
    possibleDuplicates: archive.possible,
  };
}

/** Only rows of a state that nobody mapped wait for a person; anything else that does would have to go by itself. */
function unexpectedlyParked(tables: Tables, rows: readonly AuditRow[]): string[] {
  const bad = new Set(rows.filter((row) => row.incident_state === '-100').map((row) => `${row.number} ${row.sys_mod_count}`));
  const items = [...tables.reviews.values()];
  const foreseen = items.filter(({ stage, code }) => stage === 'transform' && code === 'unknown-value');
  const others = items.filter((item) => !foreseen.includes(item));
  return [
    ...others.map(({ stage, code, system, record, reason }) => `parked in ${stage}: ${code} of ${system}/${record}: ${reason}`),
    ...(foreseen.length === bad.size ? [] : [`${foreseen.length} rows parked for their state, ${bad.size} were written`]),
  ];
}

/** Every delivery that entered has one outcome, and the projections know every outcome. */
function unaccounted(tables: Tables): string[] {
  const ended = new Map<string, number>();
  for (const { deliveryId } of tables.outcomes) ended.set(deliveryId, (ended.get(deliveryId) ?? 0) + 1);
  const known = [...tables.journeys.values()].filter(({ stage }) => stage === 'deliver').length;
  return [
    ...[...tables.inbox.keys()].flatMap((id) => (ended.get(id) === 1 ? [] : [`delivery ${id} has ${ended.get(id) ?? 0} outcomes`])),
    ...(known === tables.outcomes.length
      ? []
      : [`${tables.outcomes.length} deliveries ended, ${known} of them are known to the projections`]),
  ];
}
