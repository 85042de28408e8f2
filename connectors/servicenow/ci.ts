/** Configuration items through identification and reconciliation (IRE): it finds the item by our key, else by its own identifiers (formats.md). */
import { type Call, type ConnectContext, FailureError, type TargetObject, type Want, type Written } from '#libs/connector-kit';
import type { CiStatus } from '#libs/model';
import type { TableClient } from './client.ts';
import { refuse } from './columns.ts';
import { addressOf } from './record.ts';
import type { Settings } from './settings.ts';

/** install_status (gk). */
const STATUS: Readonly<Record<CiStatus, string>> = { planned: '4', in_use: '1', maintenance: '3', retired: '7' };
const COLUMNS: Readonly<Record<string, string>> = {
  name: 'name',
  serialNumber: 'serial_number',
  fqdn: 'fqdn',
  ipAddresses: 'ip_address',
  environment: 'environment',
};

export interface Item {
  readonly className: string;
  readonly values: Readonly<Record<string, string>>;
}

function statusOf(value: unknown): string {
  const stored = Object.hasOwn(STATUS, String(value)) ? STATUS[String(value) as CiStatus] : undefined;
  if (stored === undefined) throw refuse('status', value, `one of: ${Object.keys(STATUS).join(', ')}`);
  return stored;
}

/** The column holds one address: the first. */
function textOf(name: string, value: unknown): string {
  const one: unknown = Array.isArray(value) ? (value[0] ?? '') : (value ?? '');
  if (typeof one === 'string') return one;
  throw refuse(name, JSON.stringify(value), 'a text');
}

/** Throws FailureError (invalid, record) for what the CMDB has no place for, and for an item without class or name. */
export function toItem(want: Want, classes: NonNullable<Settings['ci']>['classes']): Item {
  const { ciClass, status, ...others } = want;
  const className = Object.entries(classes).find(([name]) => name === ciClass)?.[1];
  if (className === undefined)
    throw refuse('ciClass', ciClass, `one of: ${Object.keys(classes).join(', ')} (settings.ci.classes of the system)`);
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) {
    const column = Object.hasOwn(COLUMNS, name) ? COLUMNS[name] : undefined;
    if (column === undefined) throw refuse(name, JSON.stringify(value), `one of: ciClass, status, ${Object.keys(COLUMNS).join(', ')}`);
    values[column] = textOf(name, value);
  }
  if (status !== undefined && status !== null) values.install_status = statusOf(status);
  if ((values.name ?? '') === '') throw refuse('name', want.name, 'a text: IRE identifies most classes by it');
  return { className, values };
}

interface Answered {
  readonly sysId: string;
  readonly refusals: readonly string[];
}

function itemOf(answer: unknown): Answered {
  const items: unknown = typeof answer === 'object' && answer !== null && 'items' in answer ? answer.items : undefined;
  const item: unknown = Array.isArray(items) ? items[0] : undefined;
  if (typeof item !== 'object' || item === null) return { sysId: '', refusals: [] };
  const errors: unknown = 'errors' in item ? item.errors : [];
  const told = (Array.isArray(errors) ? errors : []).map((one: { readonly error?: unknown; readonly message?: unknown }) =>
    [one.error, one.message].filter((text) => typeof text === 'string').join(': '),
  );
  return { sysId: 'sysId' in item ? String(item.sysId) : '', refusals: told };
}

function check({ sysId, refusals }: Answered): void {
  if (refusals.length > 0) {
    const evidence = {
      message: `ServiceNow did not identify the item: ${refusals.join('; ').slice(0, 300)}`,
      field: 'identification',
      hint: 'See the identification rules of its class, and map what they ask for',
    };
    throw new FailureError({ class: 'invalid', scope: 'record', evidence });
  }
  if (/^[0-9a-f]{32}$/.test(sysId)) return;
  const evidence = {
    message: 'ServiceNow answered without the sys_id of the item',
    field: 'sysId',
    hint: 'An unknown settings.ci.source parks the payload: it must be a choice of discovery_source',
  };
  throw new FailureError({ class: 'invalid', scope: 'system', evidence });
}

/**
 * Both ways an upsert: the item is told by `sys_object_source_info`, our key at our source, so that one that is renamed stays the same. The
 * remote id is therefore the key; the sys_id stands in the address.
 */
export function ciObject(client: TableClient, ci: NonNullable<Settings['ci']>, context: ConnectContext): TargetObject {
  async function reconcile(key: string, want: Want, call: Call): Promise<Written> {
    const item = toItem(want, ci.classes);
    const source = { source_name: ci.source, source_native_key: key };
    const body = { items: [{ ...item, internal_id: 'item', sys_object_source_info: source }], relations: [] };
    const path = `now/identifyreconcile?sysparm_data_source=${encodeURIComponent(ci.source)}`;
    const answered = itemOf(await client.ask('POST', path, call, body));
    check(answered);
    return { remoteId: key, number: null, url: addressOf(item.className, answered.sysId, context) };
  }
  return { create: 'upsert', update: 'upsert', consistencyDelayMs: 0, createRecord: reconcile, updateRecord: reconcile };
}
