/** A row of the incident table -> canonical incident. Values: formats.md, ServiceNow Table API. */
import { type Body, isJsonObject, type Json, type JsonObject, type Mapped, ownField, readJson, type SourceMap } from '#libs/connector-kit';
import type { HoldReason, Incident, Level, Priority, TicketStatus } from '#libs/model';
import { type AllValues, FIELDS, fromColumns } from './incident.map.ts';

export const FORMAT = 'servicenow/incident';

/** Columns that a copy of an incident is made of. */
export const ROW_COLUMNS: readonly string[] = [
  ...['sys_id', 'number', 'sys_mod_count', 'sys_updated_on', 'sys_updated_by', 'correlation_id', 'priority'],
  ...['opened_at', 'resolved_at', 'closed_at'],
  ...Object.values(FIELDS).map(({ to }) => to),
];

const PRIORITY: Readonly<Record<string, Priority>> = { 1: 'critical', 2: 'high', 3: 'moderate', 4: 'low', 5: 'planning' };

/** A cell as text, or as `sysparm_display_value=all` gives it. */
function cellOf(value: Json | undefined): { readonly value: string; readonly display_value: string } | undefined {
  if (typeof value === 'string' || typeof value === 'number') return { value: String(value), display_value: String(value) };
  if (!isJsonObject(value)) return undefined;
  const stored = ownField(value, 'value');
  const shown = ownField(value, 'display_value');
  if (typeof stored !== 'string') return undefined;
  return { value: stored, display_value: typeof shown === 'string' ? shown : stored };
}

export function cellsOf(row: JsonObject): AllValues {
  return Object.fromEntries(
    ROW_COLUMNS.flatMap((name) => {
      const cell = cellOf(ownField(row, name));
      return cell === undefined ? [] : [[name, cell]];
    }),
  );
}

/** Stored dates are UTC as `YYYY-MM-DD HH:MM:SS`; null for anything else. */
export function timeOf(stored: string | undefined): number | null {
  if (stored === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(stored)) return null;
  const at = Date.parse(`${stored.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? null : at;
}

function rejected(code: string, field: string, cells: AllValues, expected: string): Extract<Mapped, { kind: 'rejected' }> {
  const given = cells[field]?.value;
  const message = given === undefined ? `The row has no ${field}.` : `${field} is ${JSON.stringify(given.slice(0, 60))}.`;
  return { kind: 'rejected', code, evidence: { message, field, expected } };
}

export const mapRow: SourceMap = (body) => {
  const reading = readJson(body);
  const cells = reading.kind === 'value' && isJsonObject(reading.value) ? cellsOf(reading.value) : {};
  const fields = fromColumns(cells);
  if (fields.status == null) return rejected('unknown-value', 'state', cells, 'one of 1, 2, 3, 6, 7, 8');
  const updatedAt = timeOf(cells.sys_updated_on?.value);
  if (updatedAt === null) return rejected('invalid-value', 'sys_updated_on', cells, 'UTC, as in 2026-01-05 10:00:00');
  return { kind: 'mapped', model: 'incident', value: incidentOf(cells, fields, updatedAt), occurredAt: updatedAt };
};

function incidentOf(cells: AllValues, fields: Readonly<Record<string, string | null>>, updatedAt: number): Body<Incident> {
  const field = (name: string): string | null => fields[name] ?? null;
  const stored = (name: string): string | null => cells[name]?.value || null;
  const priority = stored('priority');
  return {
    number: stored('number'),
    title: field('title') ?? `Incident ${stored('number') ?? stored('sys_id') ?? ''}`,
    description: field('description'),
    status: field('status') as TicketStatus,
    holdReason: field('holdReason') as HoldReason | null,
    priority: priority !== null && Object.hasOwn(PRIORITY, priority) ? (PRIORITY[priority] ?? null) : null,
    impact: field('impact') as Level | null,
    urgency: field('urgency') as Level | null,
    category: field('category'),
    subcategory: field('subcategory'),
    service: field('service'),
    ci: field('ci'),
    ciKeys: [],
    assignee: field('assignee'),
    group: field('group'),
    requester: field('requester'),
    comments: [],
    openedAt: timeOf(cells.opened_at?.value),
    updatedAt,
    resolvedAt: timeOf(cells.resolved_at?.value),
    closedAt: timeOf(cells.closed_at?.value),
    resolutionCode: field('resolutionCode'),
    resolutionNotes: field('resolutionNotes'),
    links: [],
    extra: Object.fromEntries(
      ['sys_updated_by', 'correlation_id'].flatMap((name) => {
        const value = stored(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
}
