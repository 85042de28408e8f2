import type { Random } from '#verification/data';

export type AuditRow = Readonly<Record<string, string>>;

const columns = ['number', 'incident_state', 'sys_mod_count', 'sys_updated_at', 'opened_at', 'category', 'impact', 'assigned_to'] as const;
const states = ['New', 'Active', 'Awaiting User Info', 'Resolved', 'Closed'] as const;

/** Rows of eight incidents as their log writes them: rising versions, among them repeats and rows that come late, and a few nobody can read. */
export function createAudit(random: Random, count: number): AuditRow[] {
  const versions = new Map<string, AuditRow[]>();
  /** Written down by the desk, and sent only after what followed it. */
  const delayed: AuditRow[] = [];
  return Array.from({ length: count }, (_, index) => {
    const number = `INC${1 + random.below(8)}`;
    const history = versions.get(number) ?? [];
    versions.set(number, history);
    const earlier = history[random.below(history.length)];
    if (earlier && random.chance(0.2)) return earlier;
    if (delayed.length > 0 && random.chance(0.3)) return delayed.shift() ?? rowOf(number, 0, 'New', random);
    if (random.chance(0.03)) return rowOf(number, 900 + index, '-100', random);
    const next = Number(history.at(-1)?.sys_mod_count ?? -1) + 1;
    const version = next + (random.chance(0.15) ? 1 : 0);
    if (version > next) delayed.push(rowOf(number, next, random.pick(states), random));
    const row = rowOf(number, version, random.pick(states), random);
    history.push(row);
    return row;
  });
}

function rowOf(number: string, version: number, state: string, random: Random): AuditRow {
  return {
    number,
    incident_state: state,
    sys_mod_count: String(version),
    sys_updated_at: `1/3/2016 ${String(version % 24).padStart(2, '0')}:${String(random.below(60)).padStart(2, '0')}`,
    opened_at: '29/2/2016 01:16',
    category: `Category ${random.below(4)}`,
    impact: random.pick(['1 - High', '2 - Medium', '3 - Low']),
    assigned_to: `Resolver ${random.below(5)}`,
  };
}

/** The same rows as the CSV file that the reference reads. */
export function csvOf(rows: readonly AuditRow[]): string {
  return [columns.join(','), ...rows.map((row) => columns.map((column) => row[column] ?? '?').join(','))].join('\n');
}
