/** A row of one of the tables -> canonical record. Values: the maps of the tables. */
import { isJsonObject, type Json, type JsonObject, type Mapped, ownField, readJson, type SourceMap } from '#libs/connector-kit';
import { type AvroRecord, avroSchemas } from '#libs/model';
import { type AllValues, type Cell, fromColumns, type TableMap } from './columns.ts';
import { rowColumns } from './tables.ts';
import { timeOf } from './time.ts';

/** As `servicenow/incident`. */
export const formatOf = ({ model }: TableMap): string => `servicenow/${model}`;

/** A cell as text, or as `sysparm_display_value=all` gives it. */
function cellOf(value: Json | undefined): { readonly value: string; readonly display_value: string } | undefined {
  if (typeof value === 'string' || typeof value === 'number') return { value: String(value), display_value: String(value) };
  if (!isJsonObject(value)) return undefined;
  const stored = ownField(value, 'value');
  const shown = ownField(value, 'display_value');
  if (typeof stored !== 'string') return undefined;
  return { value: stored, display_value: typeof shown === 'string' ? shown : stored };
}

/** The columns that a copy is made of; the others are left where they are. */
export function cellsOf(map: TableMap, row: JsonObject): AllValues {
  return Object.fromEntries(
    rowColumns(map).flatMap((name) => {
      const cell = cellOf(ownField(row, name));
      return cell === undefined ? [] : [[name, cell]];
    }),
  );
}

type Rejected = Extract<Mapped, { kind: 'rejected' }>;

function rejected(code: string, field: string, cells: AllValues, expected: string): Rejected {
  const given = cells[field]?.value;
  const message = given === undefined ? `The row has no ${field}.` : `${field} is ${JSON.stringify(given.slice(0, 60))}.`;
  return { kind: 'rejected', code, evidence: { message, field, expected } };
}

/** Every field of the model as the schema leaves it: null, an empty list, an empty map. */
function blank(model: TableMap['model']): Readonly<Record<string, unknown>> {
  const { fields }: AvroRecord = avroSchemas[model];
  return Object.fromEntries(
    fields.filter(({ name }) => name !== 'meta' && name !== 'context').map((field) => [field.name, field.default ?? null]),
  );
}

function recordOf(map: TableMap, cells: AllValues, fields: Readonly<Record<string, Cell>>, updatedAt: number): object {
  const stored = (name: string): string | null => cells[name]?.value || null;
  const number = stored('number');
  const kept = ['sys_updated_by', 'correlation_id'].flatMap((name) => {
    const value = stored(name);
    return value === null ? [] : [[name, value]];
  });
  const title = fields.title ?? `${map.model.charAt(0).toUpperCase()}${map.model.slice(1)} ${number ?? stored('sys_id') ?? ''}`;
  return { ...blank(map.model), ...fields, number, title, updatedAt, extra: Object.fromEntries(kept) };
}

export function mapperOf(map: TableMap): SourceMap {
  const states = Object.values(map.fields.status?.values ?? {}).sort((a, b) => Number(a) - Number(b));
  return (body) => {
    const reading = readJson(body);
    const cells = reading.kind === 'value' && isJsonObject(reading.value) ? cellsOf(map, reading.value) : {};
    const fields = fromColumns(map, cells);
    if (fields.status == null) return rejected('unknown-value', 'state', cells, `one of ${states.join(', ')}`);
    const updatedAt = timeOf(cells.sys_updated_on?.value);
    if (updatedAt === null) return rejected('invalid-value', 'sys_updated_on', cells, 'UTC, as in 2026-01-05 10:00:00');
    const value = recordOf(map, cells, fields, updatedAt);
    // The table's map names fields of its model alone; source.test.ts sends a row of each through the codec of its model.
    return { kind: 'mapped', model: map.model, value, occurredAt: updatedAt } as Mapped;
  };
}
