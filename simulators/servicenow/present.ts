/** Rows as the Table API shows them: `sysparm_display_value` false | true | all, references as {link, value}, chosen fields. */
import { toDisplay } from './clock.ts';
import { displayFieldOf, type Field, JOURNAL, SCHEMA } from './schema.ts';
import type { RecordStore, Row } from './store.ts';

export interface Presentation {
  readonly displayValue: 'false' | 'true' | 'all';
  readonly excludeReferenceLink: boolean;
  /** Empty = all fields. */
  readonly fields: readonly string[];
  readonly timeZone: string;
  /** `https://host/api/now/table`: the base of reference links. */
  readonly tableUrl: string;
}

/** All entries of one journal field, newest first, each under a line that says when and by whom (gk). */
function journalText(store: RecordStore, row: Row, element: string, how: Presentation): string {
  const hint = { field: 'element_id', value: row.sys_id ?? '' };
  const entries = [...store.visible(JOURNAL, Number.POSITIVE_INFINITY, 0, hint)].filter((entry) => entry.element === element);
  const shown = entries.map(
    ({ sys_created_on: at = '', sys_created_by: by, value }) => `${toDisplay(at, how.timeZone)} - ${by}\n${value}\n\n`,
  );
  return shown.reverse().join('');
}

export function displayOf(store: RecordStore, field: Field | undefined, value: string, timeZone: string): string {
  if (value === '' || field === undefined) return value;
  if (field.kind === 'choice') return field.choices?.[value] ?? value;
  if (field.kind === 'datetime') return toDisplay(value, timeZone);
  if (field.kind === 'reference') return store.get(field.to ?? '', value)?.[displayFieldOf(field.to ?? '')] ?? '';
  return value;
}

function presentField(store: RecordStore, field: Field | undefined, value: string, how: Presentation): unknown {
  const display = how.displayValue === 'false' ? '' : displayOf(store, field, value, how.timeZone);
  const link =
    field?.kind === 'reference' && value !== '' && !how.excludeReferenceLink
      ? { link: `${how.tableUrl}/${field.to ?? ''}/${value}` }
      : null;
  if (how.displayValue === 'all') return { display_value: display, value, ...link };
  if (how.displayValue === 'true') return link === null ? display : { display_value: display, ...link };
  return link === null ? value : { ...link, value };
}

/** Follows one reference: `assignment_group.name`. */
export function readPath(store: RecordStore, table: string, row: Row, path: string): string {
  const [first = '', second] = path.split('.', 2);
  const value = row[first] ?? '';
  if (second === undefined) return value;
  return store.get(SCHEMA[table]?.[first]?.to ?? '', value)?.[second] ?? '';
}

export function present(store: RecordStore, table: string, row: Row, how: Presentation): Readonly<Record<string, unknown>> {
  const schema = SCHEMA[table] ?? {};
  const shown: Record<string, unknown> = {};
  for (const path of how.fields.length > 0 ? how.fields : Object.keys(schema)) {
    const [first = '', second] = path.split('.', 2);
    const field = schema[first];
    if (field === undefined) continue; // an unknown name in sysparm_fields is left out, not refused
    const target = second === undefined ? field : SCHEMA[field.to ?? '']?.[second];
    if (field.kind === 'journal') {
      const text = how.displayValue === 'false' ? '' : journalText(store, row, first, how);
      shown[path] = how.displayValue === 'all' ? { display_value: text, value: '' } : text;
      continue;
    }
    shown[path] = presentField(store, target, readPath(store, table, row, path), how);
  }
  return shown;
}
