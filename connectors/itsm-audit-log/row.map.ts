import { type Body, isJsonObject, type Mapped, readJson, type SourceMap, type ValueMaps } from '#libs/connector-kit';
import type { Incident, TicketStatus } from '#libs/model';
import { PLACED } from './columns.ts';
import { codeOf, HOLD_REASONS, LEVELS, PRIORITIES } from './labels.ts';
import { epochMillis } from './local-time.ts';

type Rejected = Extract<Mapped, { kind: 'rejected' }>;
type Row = Readonly<Record<string, string>>;

const STATUSES: readonly TicketStatus[] = ['new', 'in_progress', 'on_hold', 'resolved', 'closed', 'cancelled'];

/** Ends a mapping early with what is wrong; caught by `mapRow` alone. */
class Rejection extends Error {
  readonly rejected: Rejected;
  constructor(code: string, message: string, field: string, expected: string, hint?: string) {
    super(message);
    this.rejected = { kind: 'rejected', code, evidence: { message, field, expected, ...(hint && { hint }) } };
  }
}

/** One audit row to the canonical incident as it was after that change. */
export const mapRow: SourceMap = (body, valueMaps, attributes) => {
  try {
    const row = rowOf(body);
    const { occurredAt, ...value } = incidentOf(row, valueMaps, attributes.timezone ?? 'UTC');
    return { kind: 'mapped', model: 'incident', value, occurredAt };
  } catch (error) {
    if (error instanceof Rejection) return error.rejected;
    throw error;
  }
};

/** Missing values (`?`) are left out, runs of blanks become one: the log writes `Opened by  8`. */
function rowOf(body: Buffer): Row {
  const reading = readJson(body);
  if (reading.kind === 'defect' || !isJsonObject(reading.value))
    throw new Rejection('malformed', 'The body is not an audit row.', 'row', 'a JSON object');
  const cells = Object.entries(reading.value).flatMap(([column, cell]) =>
    typeof cell === 'string' ? [[column, cell.trim().replace(/\s+/g, ' ')]] : [],
  );
  return Object.fromEntries(cells.filter(([, cell]) => cell !== '' && cell !== '?'));
}

function incidentOf(row: Row, valueMaps: ValueMaps, timezone: string): Body<Incident> & { occurredAt: number } {
  const updatedAt = timeOf(row, 'sys_updated_at', timezone);
  if (row.number === undefined) throw missing('number');
  if (updatedAt === null) throw missing('sys_updated_at');
  const status = statusOf(row, valueMaps);
  return {
    occurredAt: updatedAt,
    ...descriptionOf(row),
    ...peopleOf(row),
    number: row.number,
    status,
    holdReason: status === 'on_hold' ? (HOLD_REASONS[row.incident_state ?? ''] ?? null) : null,
    impact: labelOf(row, 'impact', LEVELS),
    urgency: labelOf(row, 'urgency', LEVELS),
    priority: labelOf(row, 'priority', PRIORITIES),
    openedAt: timeOf(row, 'opened_at', timezone),
    updatedAt,
    resolvedAt: timeOf(row, 'resolved_at', timezone),
    closedAt: timeOf(row, 'closed_at', timezone),
    resolutionCode: row.closed_code ?? null,
    resolutionNotes: null,
    comments: [],
    links: [],
    extra: Object.fromEntries(Object.entries(row).filter(([column]) => !PLACED.has(column))),
  };
}

/** The log has no short description; the symptom and where it is filed say what a person would look for. */
function descriptionOf(row: Row): Pick<Incident, 'title' | 'description' | 'category' | 'subcategory' | 'service' | 'ci' | 'ciKeys'> {
  const filed = [row.category, row.subcategory].filter((part) => part !== undefined).join(' / ');
  const title = [row.u_symptom, filed].filter(Boolean).join(': ') || `Incident ${row.number}`;
  const ci = row.cmdb_ci ?? null;
  return { title, description: null, category: row.category ?? null, subcategory: row.subcategory ?? null, service: null, ci, ciKeys: [] };
}

function peopleOf(row: Row): Pick<Incident, 'assignee' | 'group' | 'requester'> {
  return { assignee: row.assigned_to ?? null, group: row.assignment_group ?? null, requester: row.caller_id ?? null };
}

function statusOf(row: Row, valueMaps: ValueMaps): TicketStatus {
  const state = row.incident_state;
  if (state === undefined) throw missing('incident_state');
  const map = valueMaps.status ?? {};
  const status = STATUSES.find((known) => known === (Object.hasOwn(map, state) ? map[state] : undefined));
  if (status !== undefined) return status;
  const hint = `Add ${JSON.stringify(state)}: <${STATUSES.join('|')}> to spec.valueMaps.status in the system's file, apply, then repair this message.`;
  throw unknown('incident_state', state, `one of: ${Object.keys(map).join(', ') || 'none'}`, hint);
}

function labelOf<T extends string>(row: Row, column: string, known: Readonly<Record<string, T>>): T | null {
  const label = row[column];
  if (label === undefined) return null;
  const code = codeOf(label);
  const value = code !== null && Object.hasOwn(known, code) ? known[code] : undefined;
  if (value === undefined)
    throw unknown(column, label, `a label with one of the codes ${Object.keys(known).join(', ')}, such as "2 - Medium"`);
  return value;
}

function timeOf(row: Row, column: string, timezone: string): number | null {
  const text = row[column];
  if (text === undefined) return null;
  const time = epochMillis(text, timezone);
  if (time === null)
    throw new Rejection('invalid-value', `${column} ${JSON.stringify(text.slice(0, 60))} is not a time.`, column, 'D/M/YYYY HH:MM');
  return time;
}

function missing(column: string): Rejection {
  return new Rejection('missing-field', `The row has no ${column}.`, column, 'a value');
}

function unknown(column: string, value: string, expected: string, hint?: string): Rejection {
  return new Rejection('unknown-value', `${column} ${JSON.stringify(value.slice(0, 60))} is not known.`, column, expected, hint);
}
