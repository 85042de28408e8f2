/** What an answer of success has to show before it counts: an instance ignores what its rules do not let a user write, without a word. */
import { FailureError, type Keyless } from '#libs/connector-kit';
import type { TableRow } from './client.ts';
import type { TableMap } from './columns.ts';

const nameOf = (row: TableRow): string => row.number || 'The record';

/** Throws FailureError (unknown): a record without a number is not the one that was made. */
export function checkCreated(row: TableRow): void {
  if (row.number !== '' && row.number !== undefined) return;
  const evidence = { message: 'ServiceNow answered without the number of the record it made', field: 'number' };
  throw new FailureError({ class: 'unknown', scope: 'record', evidence });
}

/** A new record that did not keep its key. */
export function keylessOf(row: TableRow, key: string): Keyless {
  return {
    remoteId: row.sys_id ?? '',
    key,
    name: nameOf(row),
    field: 'correlation_id',
    hint: 'Let the integration user write correlation_id, and look for a business rule that clears it',
  };
}

/**
 * Throws FailureError: unknown when the answer is of another record; invalid when the record did not end, or did not come back to life, as it
 * was told. Other states are left to the instance, whose rules may move a record on (New to In Progress by an assignment).
 */
export function checkUpdated({ ended }: TableMap, row: TableRow, sysId: string, columns: TableRow): void {
  if (row.sys_id !== sysId) {
    const evidence = { message: `ServiceNow answered with another record than the one that was changed`, field: 'sys_id', expected: sysId };
    throw new FailureError({ class: 'unknown', scope: 'record', evidence });
  }
  const { state: wanted } = columns;
  if (wanted === undefined || row.state === undefined || ended.has(wanted) === ended.has(row.state)) return;
  const evidence = {
    message: `${nameOf(row)} was to go to state ${wanted}, and is in state ${row.state} after an answer of success`,
    field: 'status',
    expected: `state ${wanted}`,
    hint: 'Let the integration user write state, and look for a business rule that keeps it',
  };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}
