/**
 * What must come out, computed from the input files alone and in the plainest way, so that the line can be held against it.
 * Imports nothing of Junctor. Alerts: one ticket per (alertname, cluster, namespace). Audit log: the last applied row per incident.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

type Texts = Record<string, string>;
type Alert = { status: string; labels: Texts; fingerprint: string };
type Ci = { name: string; keys: string[]; criticality: string | null; supportGroup: string | null };
type Ticket = {
  alertname: string;
  cluster: string;
  namespace: string;
  state: 'open' | 'resolved';
  severity: string;
  impact: string;
  urgency: string;
  priority: number;
  group: string;
  ci: string | null;
  lead: string;
  alerts: number;
};
type Incident = Record<string, string | number | null>;
type Numbered = { row: number; number: string; version: number };

const SEVERITY: Texts = { critical: 'critical', warning: 'medium', info: 'info', none: 'info' };
const RANK = ['info', 'low', 'medium', 'high', 'critical'];
const IMPACT: Texts = { critical: 'high', high: 'high', medium: 'medium', low: 'low' };
const LEVELS = ['high', 'medium', 'low'];
/** ServiceNow's table, impact by urgency, each high, medium, low. */
const PRIORITY = [
  [1, 2, 3],
  [2, 3, 4],
  [3, 4, 5],
];
const STATUS: Texts = {
  New: 'new',
  Active: 'in_progress',
  'Awaiting User Info': 'on_hold',
  'Awaiting Problem': 'on_hold',
  'Awaiting Vendor': 'on_hold',
  'Awaiting Evidence': 'on_hold',
  Resolved: 'resolved',
  Closed: 'closed',
};

const textOf = (path: string): string => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString();
const nonEmpty = (text: string): string[] => text.split(/\r?\n/).filter((line) => line.trim() !== '');
const severityOf = ({ labels }: Alert): string => SEVERITY[labels.severity ?? ''] ?? '';
const rankOf = (alert: Alert): number => RANK.indexOf(severityOf(alert));

/** Tickets after the whole session; `accepted` keeps only alerts of the named posts ("post/fingerprint/status"). */
export function expectedTickets(session: string, cmdb: readonly Ci[], accepted: ReadonlySet<string> | null = null) {
  const cis = new Map(cmdb.flatMap((ci) => ci.keys.map((key): [string, Ci] => [key, ci])));
  const causes = new Map<string, { fired: Map<string, Alert>; active: Set<string> }>();
  let nothingToResolve = 0;
  for (const [post, line] of nonEmpty(session).entries()) {
    for (const alert of JSON.parse(line).body.alerts as Alert[]) {
      const severity = severityOf(alert);
      if (accepted !== null && !accepted.has(`${post}/${alert.fingerprint}/${alert.status}`)) continue;
      if (severity === '' || severity === 'info') continue;
      const key = [alert.labels.cluster, alert.labels.namespace, alert.labels.alertname].join('/');
      const cause = causes.get(key) ?? { fired: new Map<string, Alert>(), active: new Set<string>() };
      causes.set(key, cause);
      if (alert.status === 'firing') {
        cause.fired.set(alert.fingerprint, alert);
        cause.active.add(alert.fingerprint);
      } else {
        if (!cause.fired.has(alert.fingerprint)) nothingToResolve++;
        cause.active.delete(alert.fingerprint);
      }
    }
  }
  const tickets = [...causes.values()]
    .filter(({ fired }) => fired.size > 0)
    .map(({ fired, active }) => ticketOf([...fired.values()], active.size > 0, cis));
  const open = tickets.filter(({ state }) => state === 'open').length;
  return { counts: { tickets: tickets.length, open, resolved: tickets.length - open, nothingToResolve }, tickets };
}

function ticketOf(fired: Alert[], open: boolean, cis: ReadonlyMap<string, Ci>): Ticket {
  const [lead] = fired.sort((a, b) => rankOf(b) - rankOf(a) || (a.fingerprint < b.fingerprint ? -1 : 1));
  if (lead === undefined) throw new Error('a ticket without an alert');
  const { alertname = '', cluster = '', namespace = '', node } = lead.labels;
  const ci = cis.get(node ? `node/${node}` : `service/${cluster}/${namespace}`);
  const severity = severityOf(lead);
  const impact = IMPACT[severity] ?? '';
  const level = LEVELS.indexOf(impact);
  let group = 'Service Desk';
  if (severity === 'critical' && ci?.criticality === 'mission_critical') group = 'Major Incident';
  else if (node) group = 'Cluster Operations';
  else if (ci?.supportGroup) group = ci.supportGroup;
  const state = open ? 'open' : 'resolved';
  return {
    alertname,
    cluster,
    namespace,
    state,
    severity,
    impact,
    urgency: impact,
    priority: PRIORITY[level]?.[level] ?? 0,
    group,
    ci: ci?.name ?? null,
    lead: lead.fingerprint,
    alerts: fired.length,
  };
}

/** Final incidents after the first `limit` rows of an audit log, with what became of every row. */
export function expectedIncidents(csv: string, limit = Number.POSITIVE_INFINITY) {
  const [header = '', ...lines] = nonEmpty(csv);
  const columns = cellsOf(header);
  const cases = new Map<string, { version: number; content: string; final: Incident; versions: number[] }>();
  const parked: Numbered[] = [];
  const stale: Numbered[] = [];
  const duplicate: Numbered[] = [];
  for (const [at, line] of lines.slice(0, limit).entries()) {
    const cells = cellsOf(line);
    if (cells.length !== columns.length) throw new Error(`row ${at + 2}: ${cells.length} cells, ${columns.length} were expected`);
    const row: Texts = Object.fromEntries(columns.map((column, i) => [column, (cells[i] ?? '').trim().replace(/\s+/g, ' ')]));
    const { number = '', sys_mod_count = '', incident_state = '' } = row;
    const [version, content] = [Number(sys_mod_count), Object.values(row).join('\u0000')];
    const [known, named] = [cases.get(number), { row: at + 2, number, version }];
    if (!Object.hasOwn(STATUS, incident_state)) parked.push(named);
    else if (known !== undefined && version < known.version) stale.push(named);
    else if (known !== undefined && version === known.version && content === known.content) duplicate.push(named);
    else cases.set(number, { version, content, final: incidentOf(row), versions: [...(known?.versions ?? []), version] });
  }
  const incidents = [...cases.values()].map(({ final, version, versions }) => ({ ...final, version, versions }));
  const applied = incidents.reduce((sum, { versions }) => sum + versions.length, 0);
  const rows = Math.min(limit, lines.length);
  const counts = { rows, incidents: cases.size, applied, stale: stale.length, duplicate: duplicate.length, parked: parked.length };
  return { counts, parked, stale, duplicate, incidents };
}

function incidentOf(row: Texts): Incident {
  const text = (column: string): string | null => (row[column] === '?' || row[column] === '' ? null : (row[column] ?? null));
  const label = (column: string, names: string[]): string | null =>
    names[Number(/^(\d) - /.exec(text(column) ?? '')?.[1] ?? 0) - 1] ?? null;
  const time = (column: string): number | null => {
    const [day, month, year, hour, minute] = (text(column) ?? '').split(/[/ :]/).map(Number);
    return year === undefined ? null : Date.UTC(year, (month ?? 0) - 1, day, hour, minute);
  };
  return {
    number: text('number'),
    status: STATUS[row.incident_state ?? ''] ?? null,
    impact: label('impact', LEVELS),
    urgency: label('urgency', LEVELS),
    priority: label('priority', ['critical', 'high', 'moderate', 'low', 'planning']),
    category: text('category'),
    subcategory: text('subcategory'),
    ci: text('cmdb_ci'),
    group: text('assignment_group'),
    assignee: text('assigned_to'),
    requester: text('caller_id'),
    openedAt: time('opened_at'),
    updatedAt: time('sys_updated_at'),
    resolvedAt: time('resolved_at'),
    closedAt: time('closed_at'),
    resolutionCode: text('closed_code'),
  };
}

function cellsOf(line: string): string[] {
  const cells = line.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^",]*)/g) ?? [];
  return cells.map((cell) => cell.replace(/^,/, '')).map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

const HELP = `reference alerts SESSION CMDB [ACCEPTED]   expected tickets; ACCEPTED: the sender's list, only what it names counts
reference audit CSV [ROWS]                 expected incidents after the first ROWS rows
Files may end in .gz. Prints one JSON object.
`;

function main([kind, ...files]: string[]): void {
  const [first = '', second = '', third] = files;
  const keyOf = (line: string): string => (({ post, fingerprint, status }) => `${post}/${fingerprint}/${status}`)(JSON.parse(line));
  const accepted = third === undefined ? null : (): Set<string> => new Set(nonEmpty(textOf(third)).map(keyOf));
  if (kind === 'alerts' && second !== '')
    process.stdout.write(`${JSON.stringify(expectedTickets(textOf(first), JSON.parse(textOf(second)), accepted?.() ?? null))}\n`);
  else if (kind === 'audit' && first !== '')
    process.stdout.write(`${JSON.stringify(expectedIncidents(textOf(first), second === '' ? undefined : Number(second)))}\n`);
  else process[kind === '--help' ? 'stdout' : 'stderr'].write(HELP);
  if (kind !== '--help' && !(kind === 'alerts' && second !== '') && !(kind === 'audit' && first !== '')) process.exitCode = 2;
}

if (import.meta.main) main(process.argv.slice(2));
