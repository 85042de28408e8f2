/**
 * POST /api/now/identifyreconcile: one item a call, told by its source's own key, else by serial number, else by name within its class. What
 * is written goes the way of every other write, with its faults and its journal. Shape of the answer: gk.
 */
import { type Answer, json } from '#simulators/kit';
import type { Instance } from './instance.ts';
import type { Caller } from './ledger.ts';
import { DATA_SOURCES, SCHEMA, SOURCES } from './schema.ts';
import type { Row } from './store.ts';
import { failure } from './table-api.ts';

type Given = Readonly<Record<string, unknown>>;

const recordOf = (value: unknown): Given => (typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Given) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const IDENTIFIERS = ['serial_number', 'name'] as const;

interface Found {
  readonly row: Row | undefined;
  /** The entry that ties the source's key to the item; undefined while there is none. */
  readonly tie: Row | undefined;
}

function identify({ store }: Instance, className: string, values: Given, source: Given): Found {
  const key = textOf(source.source_native_key);
  const tie = [...store.all(SOURCES)].find((one) => one.id === key && one.name === source.source_name);
  if (key !== '' && tie !== undefined) return { row: store.get(tie.target_table ?? '', tie.target_sys_id ?? ''), tie };
  const rows = [...store.all(className)];
  const by = IDENTIFIERS.find((name) => textOf(values[name]) !== '' && rows.some((row) => row[name] === values[name]));
  return { row: by && rows.find((row) => row[by] === values[by]), tie: undefined };
}

const refused = (error: string, message: string): Answer =>
  json(200, { result: { items: [{ errors: [{ error, message }] }], relations: [] } });

const bodyOf = (answer: Answer): Given => recordOf(recordOf(JSON.parse(answer.body)).result);

/** Writes the item, and what ties it to its source's key. */
async function write(instance: Instance, item: Given, url: URL, caller: Caller): Promise<Answer | 'withhold'> {
  const className = textOf(item.className);
  const [values, source] = [recordOf(item.values), recordOf(item.sys_object_source_info)];
  const { row, tie } = identify(instance, className, values, source);
  const to = (table: string, sysId: string | null) => ({ version: 2 as const, table, sysId, url });
  const unchanged = instance.counters.unchanged;
  const written = await instance.write(to(row?.sys_class_name ?? className, row?.sys_id ?? null), values, caller);
  if (written === 'withhold' || written.status >= 400) return written;
  const sysId = textOf(bodyOf(written).sys_id);
  if (tie === undefined && textOf(source.source_native_key) !== '') {
    const entry = { name: source.source_name, id: source.source_native_key, target_table: className, target_sys_id: sysId };
    if ((await instance.write(to(SOURCES, null), entry, caller)) === 'withhold') return 'withhold';
  }
  const operation = row === undefined ? 'INSERT' : instance.counters.unchanged > unchanged ? 'NO_CHANGE' : 'UPDATE';
  return json(200, { result: { items: [{ className, operation, sysId, identificationAttempts: [] }], relations: [] } });
}

export async function reconcile(instance: Instance, url: URL, body: Given, caller: Caller): Promise<Answer | 'withhold'> {
  const items = Array.isArray(body.items) ? body.items : [];
  const item = recordOf(items[0]);
  const className = textOf(item.className);
  if (items.length !== 1) return failure(400, 'Invalid payload', 'This stand-in takes one item a call');
  const dataSource = url.searchParams.get('sysparm_data_source') ?? '';
  if (!DATA_SOURCES.includes(dataSource)) return json(200, { result: { items: [{ className, operation: 'PARKED' }], relations: [] } });
  if (!className.startsWith('cmdb_ci') || SCHEMA[className] === undefined) return refused('INVALID_INPUT_DATA', `no class ${className}`);
  if (IDENTIFIERS.every((name) => textOf(recordOf(item.values)[name]) === ''))
    return refused('MISSING_MATCHING_ATTRIBUTES', 'In payload no values exist for the criterion attributes [serial_number, name]');
  return write(instance, item, url, caller);
}
