import { change } from './change.map.ts';
import type { TableMap } from './columns.ts';
import { incident } from './incident.map.ts';
import { problem } from './problem.map.ts';
import { request } from './request.map.ts';

/** What is read and written over the Table API. */
export const TABLES: readonly TableMap[] = [incident, problem, change, request];

export const tableNames = ['incident', 'problem', 'change_request', 'sc_req_item'] as const;

export const mapOfTable = (table: string): TableMap | undefined => TABLES.find((one) => one.table === table);

/** Columns that say which record it is and which state of it. */
const OWN = ['sys_id', 'number', 'correlation_id', 'sys_mod_count', 'sys_updated_on'];

const columns = ({ fields }: TableMap): readonly string[] => Object.values(fields).map(({ to }) => to);

/** Columns asked back of what was written, so that it can be told and read. */
export const answerColumns = (map: TableMap): readonly string[] => [...OWN, ...columns(map)];

/** Columns that a copy of a record is made of. */
export const rowColumns = (map: TableMap): readonly string[] => [
  ...OWN,
  'sys_updated_by',
  'sys_class_name',
  ...Object.values(map.stamps),
  ...columns(map),
];
