/** Creates and changes records as the platform does: own fields ignored, references resolved, rules applied, changes counted. */
import { createHash, randomBytes } from 'node:crypto';
import { applyChangeRules } from './change-rules.ts';
import { fromDisplay, toStored } from './clock.ts';
import { applyIncidentRules, isRefusal, priorityOf, type Refusal } from './rules.ts';
import { displayFieldOf, type Field, JOURNAL, NUMBER_PREFIX, SCHEMA, type TableSchema } from './schema.ts';
import type { RecordStore, Row } from './store.ts';

export interface WriteContext {
  readonly store: RecordStore;
  /** Epoch milliseconds of this write. */
  readonly now: number;
  readonly user: string;
  /** sysparm_input_display_value: references and choices may be given as they are displayed. */
  readonly inputDisplayValue: boolean;
  readonly unknownReference: 'create' | 'ignore';
  /** Of the user: dates given as displayed are in it (gk). */
  readonly timeZone: string;
  /** Fields that this user may not write: what is given for them is ignored without a word, as by an access rule on a field (gk). */
  readonly ignoredFields: readonly string[];
  /** Columns of incident that a data policy asks for. */
  readonly mandatory: readonly string[];
  nextNumber(table: string): string;
}

export interface Created {
  readonly table: string;
  readonly row: Row;
}

/** What a write did. `before` and `after` hold the changed fields only. */
export interface Effect {
  readonly table: string;
  readonly op: 'create' | 'update';
  readonly row: Row;
  readonly before: Row;
  readonly after: Row;
  /** Display values of changed references, so that the journal can be read without the other tables. */
  readonly display: Row;
  /** Records of other tables that the write brought into being: unknownReference = create, journal entries. */
  readonly created: readonly Created[];
}

/** The sys_id of a user or of a record made for a display name: the same for the same name in every run. */
export function stableSysId(table: string, name: string): string {
  return createHash('md5').update(`${table} ${name}`).digest('hex');
}

function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return 'value' in value ? toText(value.value) : JSON.stringify(value);
  return String(value);
}

function systemFields(table: string, sysId: string, context: WriteContext): Row {
  const now = toStored(context.now);
  return {
    sys_id: sysId,
    sys_class_name: table,
    sys_created_on: now,
    sys_created_by: context.user,
    sys_updated_on: now,
    sys_updated_by: context.user,
    sys_mod_count: '0',
  };
}

function resolveReference(to: string, given: string, context: WriteContext, created: Created[]): string {
  if (given === '' || context.store.get(to, given) !== undefined) return given;
  const known =
    context.store.lookup(to, displayFieldOf(to), given) ?? created.find((one) => one.table === to && one.row.name === given)?.row.sys_id;
  if (known !== undefined) return known;
  if (!context.inputDisplayValue) return /^[0-9a-f]{32}$/.test(given) ? given : ''; // a sys_id is taken unseen (gk)
  if (context.unknownReference === 'ignore') return '';
  const sysId = stableSysId(to, given);
  created.push({ table: to, row: { ...emptyRow(SCHEMA[to] ?? {}), ...systemFields(to, sysId, context), name: given } });
  return sysId;
}

function toStoredValue(field: Field, given: string, context: WriteContext, created: Created[]): string {
  if (field.kind === 'reference') return resolveReference(field.to ?? '', given, context, created);
  if (field.kind === 'choice' && context.inputDisplayValue) {
    return Object.entries(field.choices ?? {}).find(([, label]) => label === given)?.[0] ?? given;
  }
  if (field.kind === 'datetime' && context.inputDisplayValue) return fromDisplay(given, context.timeZone);
  return field.max === undefined ? given : given.slice(0, field.max);
}

function emptyRow(schema: TableSchema): Record<string, string> {
  return Object.fromEntries(Object.entries(schema).map(([name, field]) => [name, field.initial ?? '']));
}

/** Given fields that exist and may be written; the rest is ignored without a word, as the platform does (gk). */
function acceptFields(table: string, given: Readonly<Record<string, unknown>>, context: WriteContext, created: Created[]): Row {
  const schema = SCHEMA[table] ?? {};
  const accepted: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (field === undefined || field.readOnly === true || field.kind === 'journal' || context.ignoredFields.includes(name)) continue;
    accepted[name] = toStoredValue(field, toText(value), context, created);
  }
  return accepted;
}

/** Entries that the given journal fields add to the record. */
function journalEntries(table: string, sysId: string, given: Readonly<Record<string, unknown>>, context: WriteContext): readonly Created[] {
  const names = Object.keys(given).filter((name) => SCHEMA[table]?.[name]?.kind === 'journal' && !context.ignoredFields.includes(name));
  return names.flatMap((element): Created[] => {
    const value = toText(given[element]);
    if (value === '') return [];
    const own = systemFields(JOURNAL, randomBytes(16).toString('hex'), context);
    return [{ table: JOURNAL, row: { ...own, name: table, element, element_id: sysId, value } }];
  });
}

function displayOfReferences(table: string, changed: Row, context: WriteContext, created: readonly Created[]): Row {
  const shown: Record<string, string> = {};
  for (const [name, value] of Object.entries(changed)) {
    const to = SCHEMA[table]?.[name]?.to;
    if (to === undefined || value === '') continue;
    const row = context.store.get(to, value) ?? created.find((one) => one.row.sys_id === value)?.row;
    shown[name] = row?.[displayFieldOf(to)] ?? '';
  }
  return shown;
}

function applyRules(table: string, before: Row | null, next: Row, context: WriteContext): Row | Refusal {
  if (table === 'change_request') return applyChangeRules(before, next, toStored(context.now));
  if (table === 'problem') return { ...next, priority: priorityOf(next.impact ?? '3', next.urgency ?? '3') };
  if (table !== 'incident') return next;
  const userSysId = stableSysId('sys_user', context.user);
  return applyIncidentRules(before, next, { now: toStored(context.now), userSysId, mandatory: context.mandatory });
}

export function createRow(table: string, given: Readonly<Record<string, unknown>>, context: WriteContext): Effect | Refusal {
  const created: Created[] = [];
  const accepted = acceptFields(table, given, context, created);
  const draft: Record<string, string> = { ...emptyRow(SCHEMA[table] ?? {}), ...accepted };
  if (table in NUMBER_PREFIX) {
    draft.opened_at ||= toStored(context.now);
    draft.opened_by ||= stableSysId('sys_user', context.user);
  }
  const checked = applyRules(table, null, draft, context);
  if (isRefusal(checked)) return checked;
  const row: Record<string, string> = { ...checked, ...systemFields(table, randomBytes(16).toString('hex'), context) };
  if (table in NUMBER_PREFIX) row.number = context.nextNumber(table);
  const after = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== ''));
  const entries = journalEntries(table, row.sys_id ?? '', given, context);
  const display = displayOfReferences(table, after, context, created);
  return { table, op: 'create', row, before: {}, after, display, created: [...created, ...entries] };
}

export function updateRow(table: string, current: Row, given: Readonly<Record<string, unknown>>, context: WriteContext): Effect | Refusal {
  const created: Created[] = [];
  const next = applyRules(table, current, { ...current, ...acceptFields(table, given, context, created) }, context);
  if (isRefusal(next)) return next;
  const names = Object.keys(next).filter((name) => next[name] !== current[name]);
  const pick = (row: Row): Row => Object.fromEntries(names.map((name) => [name, row[name] ?? '']));
  const display = displayOfReferences(table, pick(next), context, created);
  const entries = journalEntries(table, current.sys_id ?? '', given, context);
  if (names.length + entries.length === 0) return { table, op: 'update', row: current, before: {}, after: {}, display, created: [] };
  const row: Row = {
    ...next,
    sys_mod_count: String(Number(current.sys_mod_count ?? '0') + 1),
    sys_updated_on: toStored(context.now),
    sys_updated_by: context.user,
  };
  const stamps = { sys_mod_count: row.sys_mod_count ?? '', sys_updated_on: row.sys_updated_on ?? '' };
  const all = [...created, ...entries];
  return { table, op: 'update', row, before: pick(current), after: { ...pick(next), ...stamps }, display, created: all };
}
