import { COLUMNS } from '#connectors/itsm-audit-log';
import { type AuditHistory, startIncident } from './audit-incident.ts';
import type { AuditRow } from './audit-rows.ts';
import { createRandom, type Random } from './random.ts';

export interface AuditLogOptions {
  readonly seed: number;
  /** Rows to write, without the header. */
  readonly rows: number;
}

/** Row (from 0) that goes back in time, and row that is written twice: both are in every log of at least ten rows. */
const BACK_IN_TIME = 3;
const WRITTEN_TWICE = 6;

/**
 * An audit log in the 36 columns and with the quirks of a ServiceNow incident event log, as CSV text, a chunk a row, header first.
 * Quirks: D/M/YYYY HH:MM, `?`, labels with codes, double blanks, state -100 (about 1 in 5,000 rows), repeated, skipped and
 * falling modification counts, exact duplicates, at least one row that goes back in time. No cell needs quoting.
 */
export async function* writeAuditLog(options: AuditLogOptions): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`;
  for (const row of auditRows(options)) yield `${COLUMNS.map((column) => row[column] ?? '?').join(',')}\n`;
}

/** The rows of `writeAuditLog`, by column. Rows of up to 24 incidents are mixed, each incident's in the order of its changes. */
export function* auditRows({ seed, rows }: AuditLogOptions): Generator<AuditRow> {
  const random = createRandom(seed);
  const open: AuditHistory[] = [];
  let started = 0;
  let written = 0;
  while (written < rows) {
    while (open.length < 24) open.push(startIncident(random, started++));
    const at = random.below(open.length);
    const history = open[at];
    if (history === undefined) throw new Error(`no incident at ${at}`);
    for (const row of step(history, random, written)) {
      if (written++ < rows) yield row;
    }
    if (history.done) open.splice(at, 1);
  }
}

function step(history: AuditHistory, random: Random, written: number): readonly AuditRow[] {
  const row = history.change({ backInTime: written === BACK_IN_TIME || random.chance(0.0005), unknownState: random.chance(0.0002) });
  if (written === WRITTEN_TWICE || random.chance(0.001)) return [row, row];
  return [row];
}
