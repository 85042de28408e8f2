/**
 * What must come out, computed from the input files alone and in the plainest way, so that the line can be held against it.
 * Imports nothing of Junctor. Alerts: one ticket per (alertname, cluster, namespace). Audit log: the last applied row per incident.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

type Texts = Record<string, string>;
type Alert = { status: string; labels: Texts; fingerprint: string };
type Ci = { name: string; keys: string[]; criticality: string | null; supportGroup: string | null };
type Incident = Record<string, string | number | null>;
type Numbered = { row: number; number: string; version: number };

const SEVERITY: Texts = { critical: 'critical', warning: 'medium', info: 'info', none: 'info' };
const RANK = ['info', 'low', 'medium', 'high', 'critical'];
const IMPACT: Texts = { critical: 'high', high: 'high', medium: 'medium', low: 'low' };
const URGENCY: Texts = { critical: 'high', high: 'medium', medium: 'medium', low: 'low' };
const LEVELS = ['high', 'medium', 'low'];
/** ServiceNow's table, impact by urgency, each high, medium, low. */
const PRIORITY = ['123', '234', '345'];
const STATUS: Texts = { New: 'new', Active: 'in_progress', Resolved: 'resolved', Closed: 'closed' };
for (const what of ['User Info', 'Problem', 'Vendor', 'Evidence']) STATUS[`Awaiting ${what}`] = 'on_hold';

const read = (path: string): string => (path.endsWith('.gz') ? gunzipSync(readFileSync(path)) : readFileSync(path)).toString();
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

function ticketOf(fired: Alert[], open: boolean, cis: ReadonlyMap<string, Ci>) {
  const [lead] = fired.sort((a, b) => rankOf(b) - rankOf(a) || (a.fingerprint < b.fingerprint ? -1 : 1));
  if (lead === undefined) throw new Error('a ticket without an alert');
  const { alertname = '', cluster = '', namespace = '', node } = lead.labels;
  const ci = cis.get(node ? `node/${node}` : `service/${cluster}/${namespace}`);
  const severity = severityOf(lead);
  const [impact = '', urgency = ''] = [IMPACT[severity], URGENCY[severity]];
  let group = 'Service Desk';
  if (severity === 'critical' && ci?.criticality === 'mission_critical') group = 'Major Incident';
  else if (node) group = 'Cluster Operations';
  else if (ci?.supportGroup) group = ci.supportGroup;
  const state = open ? 'open' : 'resolved';
  const priority = Number(PRIORITY[LEVELS.indexOf(impact)]?.[LEVELS.indexOf(urgency)]);
  const of = { alertname, cluster, namespace, lead: lead.fingerprint, alerts: fired.length };
  return { ...of, state, severity, impact, urgency, priority, group, ci: ci?.name ?? null };
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
  const incidents = [...cases].map(([number, { final, version, versions }]) => ({ ...final, number, version, versions }));
  const applied = incidents.reduce((sum, { versions }) => sum + versions.length, 0);
  const rows = Math.min(limit, lines.length);
  const counts = { rows, incidents: cases.size, applied, stale: stale.length, duplicate: duplicate.length, parked: parked.length };
  return { counts, parked, stale, duplicate, incidents };
}

/** Canonical fields, each with the column it is taken from. */
const TEXTS =
  'number:number category:category subcategory:subcategory ci:cmdb_ci group:assignment_group assignee:assigned_to requester:caller_id';
const TIMES = 'openedAt:opened_at updatedAt:sys_updated_at resolvedAt:resolved_at closedAt:closed_at';
const LABELS: Record<string, string[]> = { impact: LEVELS, urgency: LEVELS, priority: ['critical', 'high', 'moderate', 'low', 'planning'] };

function incidentOf(row: Texts): Incident {
  const incident: Incident = { status: STATUS[row.incident_state ?? ''] ?? null };
  for (const [field = '', column = ''] of `${TEXTS} resolutionCode:closed_code`.split(' ').map((pair) => pair.split(':')))
    incident[field] = textOf(row[column]);
  for (const [field = '', column = ''] of TIMES.split(' ').map((pair) => pair.split(':'))) incident[field] = timeOf(row[column]);
  for (const [field, names] of Object.entries(LABELS)) incident[field] = names[Number.parseInt(row[field] ?? '', 10) - 1] ?? null;
  return incident;
}

const textOf = (cell = ''): string | null => (cell === '?' || cell === '' ? null : cell);

function timeOf(cell = ''): number | null {
  const [day, month, year, hour, minute] = cell.split(/[/ :]/).map(Number);
  return year === undefined ? null : Date.UTC(year, (month ?? 0) - 1, day, hour, minute);
}

function cellsOf(line: string): string[] {
  const cells = line.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^",]*)/g) ?? [];
  return cells.map((cell) => cell.replace(/^,/, '')).map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell));
}

const HELP = `reference alerts SESSION CMDB [ACCEPTED]   expected tickets; ACCEPTED: the sender's list, only what it names counts
reference audit CSV [ROWS]                 expected incidents after the first ROWS rows
Files may end in .gz. Prints one JSON object.
`;

function main([kind, first = '', second = '', third = '']: string[]): void {
  const keyOf = (line: string): string => (({ post, fingerprint, status }) => `${post}/${fingerprint}/${status}`)(JSON.parse(line));
  const accepted = third === '' ? null : new Set(nonEmpty(read(third)).map(keyOf));
  if (kind === '--help') process.stdout.write(HELP);
  else if (kind === 'alerts' && second !== '') print(expectedTickets(read(first), JSON.parse(read(second)), accepted));
  else if (kind === 'audit' && first !== '') print(expectedIncidents(read(first), second === '' ? undefined : Number(second)));
  else process.stderr.write(HELP);
  process.exitCode = kind === '--help' || second !== '' || (kind === 'audit' && first !== '') ? 0 : 2;
}

const print = (result: object): boolean => process.stdout.write(`${JSON.stringify(result)}\n`);

if (import.meta.main) main(process.argv.slice(2));
