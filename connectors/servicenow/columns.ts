/** Canonical fields <-> columns of a table. What each table has is in <model>.map.ts. */
import { FailureError, type Want } from '#libs/connector-kit';
import type { CanonicalModel } from '#libs/model';
import { displayTime, timeOf } from './time.ts';

export interface FieldMap {
  /** Column of the table. */
  readonly to: string;
  /** Canonical value -> stored value; absent = the value as it is. */
  readonly values?: Readonly<Record<string, string>>;
  /** A reference is sent and read by its display name (sysparm_input_display_value); a text when absent. */
  readonly as?: 'reference' | 'time' | 'boolean' | 'number';
  /** Worked out by the instance: read, and left out silently of what is written. */
  readonly computed?: true;
}

/** One kind of task and the table that holds it. */
export interface TableMap {
  readonly model: Extract<CanonicalModel, 'incident' | 'problem' | 'change' | 'request'>;
  readonly table: string;
  readonly fields: Readonly<Record<string, FieldMap>>;
  /** Canonical field -> column of the times that the instance stamps: read, never written. */
  readonly stamps: Readonly<Record<string, string>>;
  /** Stored states in which nobody works on it any more. */
  readonly ended: ReadonlySet<string>;
  /** Its states can't be jumped: each step is asked for. */
  readonly walks?: true;
}

/** A row as `sysparm_display_value=all` gives it: {value, display_value} per column. */
export type AllValues = Readonly<Record<string, { readonly value: string; readonly display_value: string } | undefined>>;

export function refuse(field: string, value: unknown, expected: string): FailureError {
  const message = `ServiceNow cannot hold ${field} = ${String(value).slice(0, 100)}`;
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message, field, expected, hint: "Correct the flow's map" } });
}

function timeColumn(name: string, value: unknown, zone: string): string {
  if (typeof value === 'number' && Number.isInteger(value)) return displayTime(value, zone);
  throw refuse(name, value, 'a moment, in epoch milliseconds');
}

function toColumn(name: string, field: FieldMap, value: unknown, zone: string): string {
  if (value === null) return '';
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw refuse(name, JSON.stringify(value), 'a text');
  if (field.as === 'time') return timeColumn(name, value, zone);
  if (field.values === undefined) return String(value);
  const stored = Object.hasOwn(field.values, String(value)) ? field.values[String(value)] : undefined;
  if (stored === undefined) throw refuse(name, value, `one of: ${Object.keys(field.values).join(', ')}`);
  return stored;
}

/**
 * Columns for the given canonical fields only, in the order of the map. `zone` is the integration user's time zone, in which the instance
 * reads dates. Throws FailureError (invalid, record) for a field or value that the table has no place for.
 */
export function toColumns({ fields }: TableMap, want: Want, zone: string): Readonly<Record<string, string>> {
  const unknown = Object.keys(want).find((name) => !Object.hasOwn(fields, name));
  if (unknown !== undefined) throw refuse(unknown, want[unknown], `one of: ${Object.keys(fields).join(', ')}`);
  const columns: Record<string, string> = {};
  for (const [name, field] of Object.entries(fields)) {
    const value = want[name];
    if (value !== undefined && field.computed !== true) columns[field.to] = toColumn(name, field, value, zone);
  }
  return columns;
}

/** What a canonical field may be read as. */
export type Cell = string | number | boolean | null;

function back(field: FieldMap, cell: { readonly value: string; readonly display_value: string }): Cell {
  if (field.as === 'reference') return cell.display_value === '' ? null : cell.display_value;
  if (cell.value === '') return null;
  if (field.as === 'time') return timeOf(cell.value);
  if (field.as === 'boolean') return cell.value === 'true';
  if (field.as === 'number') return /^\d{1,9}$/.test(cell.value) ? Number(cell.value) : null;
  if (field.values === undefined) return cell.value;
  return Object.entries(field.values).find(([, stored]) => stored === cell.value)?.[0] ?? null;
}

/** The reverse: canonical fields of a row; a value that has no canonical name, and an empty one, is null. */
export function fromColumns({ fields, stamps }: TableMap, row: AllValues): Readonly<Record<string, Cell>> {
  const found: Record<string, Cell> = {};
  for (const [name, column] of Object.entries(stamps)) found[name] = timeOf(row[column]?.value);
  for (const [name, field] of Object.entries(fields)) {
    const cell = row[field.to];
    if (cell !== undefined) found[name] = back(field, cell);
  }
  return found;
}
