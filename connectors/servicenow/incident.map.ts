/** Canonical incident <-> fields of the incident table. Values: formats.md, ServiceNow Table API. */
import { type Failure, FailureError, type Want } from '#libs/connector-kit';
import type { HoldReason, Level, TicketStatus } from '#libs/model';

const STATE: Readonly<Record<TicketStatus, string>> = {
  new: '1',
  in_progress: '2',
  on_hold: '3',
  resolved: '6',
  closed: '7',
  cancelled: '8',
};
const LEVEL: Readonly<Record<Level, string>> = { high: '1', medium: '2', low: '3' };
const HOLD_REASON: Readonly<Record<HoldReason, string>> = {
  awaiting_caller: '1',
  awaiting_problem: '3',
  awaiting_vendor: '4',
  awaiting_change: '5',
};

interface FieldMap {
  /** Column of the table. */
  readonly to: string;
  /** Canonical value -> stored value; absent = the text as it is. */
  readonly values?: Readonly<Record<string, string>>;
  /** A reference: sent by display name (sysparm_input_display_value), read by display value. */
  readonly reference?: true;
}

/** Canonical field -> column. Priority is missing on purpose: the instance computes it from impact and urgency. */
export const FIELDS: Readonly<Record<string, FieldMap>> = {
  title: { to: 'short_description' },
  description: { to: 'description' },
  status: { to: 'state', values: STATE },
  holdReason: { to: 'hold_reason', values: HOLD_REASON },
  impact: { to: 'impact', values: LEVEL },
  urgency: { to: 'urgency', values: LEVEL },
  category: { to: 'category' },
  subcategory: { to: 'subcategory' },
  group: { to: 'assignment_group', reference: true },
  assignee: { to: 'assigned_to', reference: true },
  requester: { to: 'caller_id', reference: true },
  ci: { to: 'cmdb_ci', reference: true },
  service: { to: 'business_service', reference: true },
  resolutionCode: { to: 'close_code' },
  resolutionNotes: { to: 'close_notes' },
};

/** Columns asked back, so that a written record can be told and read. */
export const ANSWER_FIELDS: readonly string[] = [
  'sys_id',
  'number',
  'correlation_id',
  'sys_mod_count',
  'sys_updated_on',
  'priority',
  ...Object.values(FIELDS).map((field) => field.to),
];

function refuse(field: string, value: unknown, expected: string): FailureError {
  const failure: Failure = {
    class: 'invalid',
    scope: 'record',
    evidence: {
      message: `ServiceNow cannot hold ${field} = ${String(value).slice(0, 100)}`,
      field,
      expected,
      hint: "Correct the flow's map",
    },
  };
  return new FailureError(failure);
}

function toColumn(name: string, field: FieldMap, value: unknown): string {
  if (value === null) return '';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw refuse(name, JSON.stringify(value), 'a text');
  if (field.values === undefined) return String(value);
  const stored = Object.hasOwn(field.values, String(value)) ? field.values[String(value)] : undefined;
  if (stored === undefined) throw refuse(name, value, `one of: ${Object.keys(field.values).join(', ')}`);
  return stored;
}

/**
 * Columns for the given canonical fields only, in the order of `FIELDS`. Throws FailureError (invalid, record) for a
 * field or value the table has no place for; `priority` is the one field left out silently.
 */
export function toColumns(want: Want): Readonly<Record<string, string>> {
  const unknown = Object.keys(want).find((name) => !Object.hasOwn(FIELDS, name) && name !== 'priority');
  if (unknown !== undefined) throw refuse(unknown, want[unknown], `one of: ${Object.keys(FIELDS).join(', ')}`);
  const columns: Record<string, string> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const value = want[name];
    if (value !== undefined) columns[field.to] = toColumn(name, field, value);
  }
  return columns;
}

/** A row as `sysparm_display_value=all` gives it: {value, display_value} per column. */
export type AllValues = Readonly<Record<string, { readonly value: string; readonly display_value: string } | undefined>>;

function back(field: FieldMap, cell: { readonly value: string; readonly display_value: string }): string | null {
  if (field.reference === true) return cell.display_value === '' ? null : cell.display_value;
  if (field.values === undefined) return cell.value === '' ? null : cell.value;
  return Object.entries(field.values).find(([, stored]) => stored === cell.value)?.[0] ?? null;
}

/** The reverse: canonical fields of a row; a value that has no canonical name, and an empty one, is null. */
export function fromColumns(row: AllValues): Readonly<Record<string, string | null>> {
  const found: Record<string, string | null> = {};
  for (const [name, field] of Object.entries(FIELDS)) {
    const cell = row[field.to];
    if (cell !== undefined) found[name] = back(field, cell);
  }
  return found;
}
