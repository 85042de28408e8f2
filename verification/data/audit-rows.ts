import { type CsvError, parse } from 'csv-parse';
import { COLUMNS } from '#connectors/itsm-audit-log';
import { openFile } from './lines.ts';

export type AuditRow = Readonly<Record<string, string>>;

export interface NumberedRow {
  /** The row's number in the file; the header is row 1. */
  readonly line: number;
  readonly row: AuditRow;
}

/**
 * Rows of a CSV file (.csv or .csv.gz) with the audit log's columns, streaming, in file order, at most `limit`.
 * Throws with the row number when a row has too few or too many cells or a quote is never closed.
 */
export async function* readAuditRows(path: string, limit = Number.POSITIVE_INFINITY): AsyncGenerator<NumberedRow> {
  const input = openFile(path);
  const parser = input.pipe(parse({ bom: true, relax_column_count: true, skip_empty_lines: true }));
  input.once('error', (error) => parser.destroy(error));
  let line = 0;
  let columns: readonly string[] = [];
  try {
    for await (const cells of parser as AsyncIterable<readonly string[]>) {
      line++;
      if (line === 1) columns = checkedHeader(cells, path);
      else if (line - 1 > limit) return;
      else yield { line, row: rowOf(columns, cells, path, line) };
    }
    if (line === 0) throw new Error(`${path}: the file is empty, a header of ${COLUMNS.length} columns was expected`);
  } catch (error) {
    throw isCsvError(error) ? new Error(`${path}, row ${line + 1}: ${error.message}`, { cause: error }) : error;
  } finally {
    input.destroy();
    parser.destroy();
  }
}

function checkedHeader(cells: readonly string[], path: string): readonly string[] {
  const missing = COLUMNS.filter((column) => !cells.includes(column));
  if (missing.length > 0) throw new Error(`${path}, row 1: columns are missing: ${missing.join(', ')}`);
  return cells;
}

function rowOf(columns: readonly string[], cells: readonly string[], path: string, line: number): AuditRow {
  if (cells.length !== columns.length) throw new Error(`${path}, row ${line}: ${cells.length} cells, ${columns.length} were expected`);
  return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? '']));
}

function isCsvError(error: unknown): error is CsvError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('CSV_');
}
