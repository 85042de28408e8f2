/** The tables and fields this stand-in knows: a small part of what an instance has. Choice values: formats.md, ServiceNow Table API. */
import { CHANGE_STATES } from './change-rules.ts';

export interface Field {
  /** `journal`: what is written adds an entry to sys_journal_field; read as stored it is empty, displayed it is all entries. */
  readonly kind: 'string' | 'integer' | 'choice' | 'reference' | 'datetime' | 'boolean' | 'journal';
  /** Longest value kept; what is longer is cut (gk: a String column cuts, it does not refuse). */
  readonly max?: number;
  /** The platform's own: a value given by the caller is ignored. */
  readonly readOnly?: boolean;
  /** Table a reference points to. */
  readonly to?: string;
  /** Value -> label. */
  readonly choices?: Readonly<Record<string, string>>;
  /** Value of a new record. */
  readonly initial?: string;
  readonly label?: string;
}

export type TableSchema = Readonly<Record<string, Field>>;

const text = (max: number, label?: string): Field => ({ kind: 'string', max, ...(label === undefined ? {} : { label }) });
const reference = (to: string): Field => ({ kind: 'reference', to });
const choice = (choices: Readonly<Record<string, string>>, initial?: string): Field => ({
  kind: 'choice',
  choices,
  ...(initial === undefined ? {} : { initial }),
});
const own = (kind: Field['kind'], to?: string): Field => ({ kind, readOnly: true, ...(to === undefined ? {} : { to }) });

const system: TableSchema = {
  sys_id: own('string'),
  sys_created_on: own('datetime'),
  sys_created_by: own('string'),
  sys_updated_on: own('datetime'),
  sys_updated_by: own('string'),
  sys_mod_count: own('integer'),
  sys_class_name: own('string'),
};

const PRIORITIES = { 1: '1 - Critical', 2: '2 - High', 3: '3 - Moderate', 4: '4 - Low', 5: '5 - Planning' };
const LEVEL = { 1: '1 - High', 2: '2 - Medium', 3: '3 - Low' };

const task: TableSchema = {
  ...system,
  number: own('string'),
  short_description: text(160),
  description: text(4000),
  work_notes: { kind: 'journal', label: 'Work notes' },
  comments: { kind: 'journal', label: 'Additional comments' },
  assignment_group: reference('sys_user_group'),
  assigned_to: reference('sys_user'),
  opened_by: reference('sys_user'),
  opened_at: { kind: 'datetime' },
  closed_at: { kind: 'datetime' },
  cmdb_ci: reference('cmdb_ci'),
  business_service: reference('cmdb_ci_service'),
  impact: choice(LEVEL, '3'),
  urgency: choice(LEVEL, '3'),
  priority: { ...choice(PRIORITIES), readOnly: true },
  active: { kind: 'boolean', readOnly: true },
  correlation_id: text(100),
  correlation_display: text(100),
  close_notes: text(4000, 'Resolution notes'),
};

export const INCIDENT_STATES = { 1: 'New', 2: 'In Progress', 3: 'On Hold', 6: 'Resolved', 7: 'Closed', 8: 'Canceled' };

const incident: TableSchema = {
  ...task,
  state: choice(INCIDENT_STATES, '1'),
  incident_state: { ...choice(INCIDENT_STATES), readOnly: true },
  hold_reason: choice({ 1: 'Awaiting Caller', 3: 'Awaiting Problem', 4: 'Awaiting Vendor', 5: 'Awaiting Change' }),
  category: text(40),
  subcategory: text(40),
  caller_id: reference('sys_user'),
  close_code: text(40, 'Resolution code'),
  resolved_at: { kind: 'datetime', readOnly: true },
  resolved_by: own('reference', 'sys_user'),
  reopen_count: own('integer'),
};

const named: TableSchema = { ...system, name: text(255) };
const configurationItem: TableSchema = {
  ...named,
  operational_status: text(40),
  serial_number: text(255),
  fqdn: text(255),
  ip_address: text(255),
  environment: text(40),
  install_status: choice({ 1: 'Installed', 3: 'In Maintenance', 4: 'Pending Install', 7: 'Retired' }),
  correlation_id: text(100),
};

const APPROVALS = { 'not requested': 'Not Yet Requested', requested: 'Requested', approved: 'Approved', rejected: 'Rejected' };

/** Which record of which source an item is (formats.md, ServiceNow IRE). */
export const SOURCES = 'sys_object_source';

/** Choices of discovery_source; what comes from another source is parked. */
export const DATA_SOURCES: readonly string[] = ['Junctor', 'Other Automated', 'ServiceNow'];

const CI_CLASSES = [
  ...['cmdb_ci', 'cmdb_ci_service', 'cmdb_ci_server', 'cmdb_ci_linux_server', 'cmdb_ci_win_server', 'cmdb_ci_netgear'],
  ...['cmdb_ci_db_instance', 'cmdb_ci_appl', 'cmdb_ci_cluster', 'cmdb_ci_computer'],
];

/** Entries of the journal fields of all tables (gk). */
export const JOURNAL = 'sys_journal_field';

/** Table -> fields. A table that is not here is answered "Invalid table". */
export const SCHEMA: Readonly<Record<string, TableSchema>> = {
  incident,
  problem: {
    ...task,
    state: choice({ 101: 'New', 102: 'Assess', 103: 'Root Cause Analysis', 104: 'Fix in Progress', 106: 'Resolved', 107: 'Closed' }, '101'),
    category: text(40),
    known_error: { kind: 'boolean', initial: 'false' },
    cause_notes: text(4000),
    workaround: text(4000),
    resolution_code: text(40),
    fix_notes: text(4000),
    resolved_at: own('datetime'),
  },
  change_request: {
    ...task,
    state: choice(CHANGE_STATES, '-5'),
    priority: { ...choice(PRIORITIES), initial: '4' },
    type: { ...text(40), initial: 'normal' },
    approval: choice(APPROVALS, 'not requested'),
    risk: choice({ 2: 'High', 3: 'Moderate', 4: 'Low' }),
    category: text(40),
    requested_by: reference('sys_user'),
    justification: text(4000),
    implementation_plan: text(4000),
    backout_plan: text(4000),
    test_plan: text(4000),
    start_date: { kind: 'datetime' },
    end_date: { kind: 'datetime' },
    work_start: { kind: 'datetime' },
    work_end: { kind: 'datetime' },
    close_code: text(40, 'Close code'),
  },
  sc_req_item: {
    ...task,
    state: choice(
      { '-5': 'Pending', 1: 'Open', 2: 'Work in Progress', 3: 'Closed Complete', 4: 'Closed Incomplete', 7: 'Closed Skipped' },
      '1',
    ),
    priority: { ...choice(PRIORITIES), initial: '4' },
    approval: choice(APPROVALS, 'not requested'),
    cat_item: reference('sc_cat_item'),
    quantity: { kind: 'integer', initial: '1' },
    requested_for: reference('sys_user'),
    due_date: { kind: 'datetime' },
  },
  sc_cat_item: named,
  ...Object.fromEntries(CI_CLASSES.map((name) => [name, configurationItem])),
  [SOURCES]: { ...named, id: text(512), target_table: text(80), target_sys_id: text(32) },
  [JOURNAL]: { ...system, name: text(80), element: text(80), element_id: text(32), value: text(65_000) },
  sys_user: { ...named, user_name: text(40), email: text(100) },
  sys_user_group: { ...named, description: text(1000) },
};

/** Number prefix of the tables whose records carry one. */
export const NUMBER_PREFIX: Readonly<Record<string, string>> = {
  incident: 'INC',
  problem: 'PRB',
  change_request: 'CHG',
  sc_req_item: 'RITM',
};

/** The field that a reference to a record of this table is displayed by. */
export function displayFieldOf(table: string): string {
  return table in NUMBER_PREFIX ? 'number' : 'name';
}
