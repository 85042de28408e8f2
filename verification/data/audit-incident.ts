import type { AuditRow } from './audit-rows.ts';
import type { Random } from './random.ts';

/** One incident's life, told change by change. */
export interface AuditHistory {
  readonly done: boolean;
  change(quirks: { readonly backInTime: boolean; readonly unknownState: boolean }): AuditRow;
}

const LABELS = ['1 - High', '2 - Medium', '3 - Low'] as const;
const PRIORITIES = ['1 - Critical', '2 - High', '3 - Moderate', '4 - Low'] as const;
const WAITING = ['Awaiting User Info', 'Awaiting User Info', 'Awaiting Vendor', 'Awaiting Problem', 'Awaiting Evidence'] as const;
const MINUTE = 60_000;
const START = Date.UTC(2024, 1, 28, 8, 0);

interface Life {
  state: string;
  count: number;
  at: number;
  group: string;
  assignee: string;
  reassigned: number;
}

/** Starts incident number `n` (from 0). */
export function startIncident(random: Random, n: number): AuditHistory {
  const opened = START + n * 7 * MINUTE;
  const fixed = fixedCells(random, n, opened);
  const life: Life = { state: 'New', count: 0, at: opened, group: '?', assignee: '?', reassigned: 0 };
  let changes = 0;
  return {
    get done() {
      return life.state === 'Closed';
    },
    change({ backInTime, unknownState }) {
      if (changes++ > 0) advance(life, random);
      const shownAt = backInTime ? opened - 90 * MINUTE : life.at;
      return rowOf(fixed, life, random, shownAt, unknownState && life.state !== 'Closed' ? '-100' : life.state);
    },
  };
}

/** Moves one change on. Counts mostly rise by one, are skipped now and then, and seldom repeat or fall, as in the real log. */
function advance(life: Life, random: Random): void {
  life.at += (1 + random.below(600)) * MINUTE;
  const luck = random.next();
  if (luck < 0.002) life.count = Math.max(0, life.count - 1);
  else if (luck >= 0.004) life.count += luck < 0.15 ? 2 + random.below(3) : 1;
  if (life.state === 'Resolved') life.state = random.chance(0.9) ? 'Closed' : 'Active';
  else if (random.chance(0.3)) life.state = 'Resolved';
  else life.state = random.chance(0.3) ? random.pick(WAITING) : 'Active';
  if (life.group === '?' || random.chance(0.2)) {
    life.group = `Group ${1 + random.below(60)}`;
    life.reassigned++;
  }
  if (random.chance(0.4)) life.assignee = `Resolver ${1 + random.below(200)}`;
}

function fixedCells(random: Random, n: number, opened: number): AuditRow {
  const impact = random.chance(0.9) ? 1 : random.below(3);
  const urgency = random.chance(0.9) ? 1 : random.below(3);
  return {
    number: `INC${String(n + 1).padStart(7, '0')}`,
    caller_id: `Caller ${random.below(4000)}`,
    opened_by: random.chance(0.05) ? '?' : `Opened by  ${random.below(200)}`,
    opened_at: dayFirst(opened),
    sys_created_by: random.chance(0.4) ? '?' : `Created by ${random.below(180)}`,
    sys_created_at: random.chance(0.4) ? '?' : dayFirst(opened + 5 * MINUTE),
    contact_type: random.chance(0.98) ? 'Phone' : 'Self service',
    location: `Location ${random.below(220)}`,
    category: `Category ${random.below(58)}`,
    subcategory: `Subcategory ${random.below(250)}`,
    u_symptom: random.chance(0.25) ? '?' : `Symptom ${random.below(520)}`,
    cmdb_ci: random.chance(0.99) ? '?' : `cmdb_ci ${random.below(50)}`,
    impact: LABELS[impact] ?? LABELS[1],
    urgency: LABELS[urgency] ?? LABELS[1],
    // As in the real log: high with high is 1, one step down 2, medium with medium or low with high 3, all else 4.
    priority: PRIORITIES[Math.min(impact + urgency, 3)] ?? PRIORITIES[3],
    problem_id: random.chance(0.98) ? '?' : `Problem ID  ${random.below(250)}`,
  };
}

function rowOf(fixed: AuditRow, life: Life, random: Random, shownAt: number, state: string): AuditRow {
  const ended = life.state === 'Resolved' || life.state === 'Closed';
  return {
    ...fixed,
    incident_state: state,
    active: String(life.state !== 'Closed'),
    reassignment_count: String(Math.max(0, life.reassigned - 1)),
    reopen_count: '0',
    sys_mod_count: String(life.count),
    made_sla: 'true',
    sys_updated_by: `Updated by ${random.below(900)}`,
    sys_updated_at: dayFirst(shownAt),
    assignment_group: life.group,
    assigned_to: life.assignee,
    knowledge: String(random.chance(0.2)),
    u_priority_confirmation: String(random.chance(0.3)),
    notify: random.chance(0.999) ? 'Do Not Notify' : 'Send Email',
    closed_code: ended ? `code ${1 + random.below(11)}` : '?',
    resolved_by: ended ? `Resolved by ${random.below(200)}` : '?',
    resolved_at: ended ? dayFirst(life.at) : '?',
    closed_at: life.state === 'Closed' ? dayFirst(life.at) : '?',
  };
}

function dayFirst(time: number): string {
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getUTCDate()}/${date.getUTCMonth() + 1}/${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}`;
}
