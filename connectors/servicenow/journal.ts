/** Work notes and comments: every write of the field adds an entry, so a lost answer is asked about by the mark in the text. */
import { type AppendAction, type Appended, type Call, FailureError, withMarker } from '#libs/connector-kit';
import type { TableClient, TableRow } from './client.ts';

/** Entries of the journal fields of all tables (gk). */
const JOURNAL = 'sys_journal_field';
const COLUMNS = ['sys_id', 'element', 'element_id', 'value', 'sys_created_on'];
/** More entries than this with one mark in one record mean that the query was not understood. */
const MAX_ROWS = 50;
/** Longest text, the mark included; longer ones are cut by some instances (gk), and by us where it can be seen. */
const MAX_TEXT = 32_000;

export interface Journal {
  readonly table: string;
  /** Column of the table. */
  readonly element: 'work_notes' | 'comments';
  readonly consistencyDelayMs: number;
}

/** Stored values are UTC (formats.md). */
function atOf(stored: string | undefined): number | null {
  const at = Date.parse(`${(stored ?? '').replace(' ', 'T')}Z`);
  return Number.isFinite(at) ? at : null;
}

function markedText(text: string, call: Call): string {
  const marked = withMarker(text, call.deliveryId).toWellFormed();
  return marked.length <= MAX_TEXT ? marked : `${marked.slice(0, MAX_TEXT - 1).toWellFormed()}…`;
}

/** A row that was not asked for proves that a part of the query was ignored: "not there" would be a guess, and acting on it a second entry. */
function checkRow(row: TableRow, sysId: string): void {
  if (row.element_id === sysId) return;
  const evidence = {
    message: 'ServiceNow returned entries of other records: it ignored the query for element_id',
    hint: 'The integration user must be allowed to query sys_journal_field',
  };
  throw new FailureError({ class: 'invalid', scope: 'system', evidence });
}

function checkId(sysId: string): void {
  if (/^[0-9a-z]{1,32}$/i.test(sysId)) return; // what else it held would become part of the query
  const evidence = { message: 'This is no sys_id of a record', field: 'sys_id', expected: '32 hexadecimal digits' };
  throw new FailureError({ class: 'invalid', scope: 'record', evidence });
}

async function entries(client: TableClient, { element }: Journal, sysId: string, marker: string, call: Call): Promise<readonly Appended[]> {
  // No date in the query: in which time zone it is read depends on the user (gk), and the mark tells enough.
  const query = `element_id=${sysId}^element=${element}^valueLIKE${marker}^ORDERBYDESCsys_created_on`;
  const rows = await client.query(JOURNAL, query, MAX_ROWS, call, COLUMNS);
  for (const row of rows) checkRow(row, sysId);
  const ours = rows.filter((row) => row.element === element && (row.value ?? '').includes(marker));
  return ours.map((row) => ({ remoteId: row.sys_id ?? null, at: atOf(row.sys_created_on) }));
}

export function journalAction(client: TableClient, journal: Journal): AppendAction {
  const { table, element, consistencyDelayMs } = journal;
  return {
    idempotency: 'searchable',
    consistencyDelayMs,
    async appendRecord(remoteId, text, call) {
      const row = await client.update(table, remoteId, { [element]: markedText(text, call) }, call);
      return { remoteId: null, at: atOf(row.sys_updated_on) };
    },
    async findAppend(remoteId, marker, _sinceMs, call) {
      checkId(remoteId);
      const found = await entries(client, journal, remoteId, marker, call);
      if (found.length > 0) return found;
      // Who may not read sys_journal_field is shown no rows and no error (gk); the record itself shows its entries to who works on it.
      const shown = await client.displayed(table, remoteId, element, call);
      return shown.includes(marker) ? [{ remoteId: null, at: null }] : [];
    },
  };
}
