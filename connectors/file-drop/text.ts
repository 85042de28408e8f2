/** A record as the text of one file. Pure. Throws FailureError (invalid, record) for a value that the format can't carry. */
import { FailureError, type Want } from '#libs/connector-kit';
import type { Drop } from './settings.ts';

type Cell = string | number | boolean | null;

function refuse(field: string, message: string, expected: string): FailureError {
  const hint = "Correct the flow's map, or drop the record in another format";
  return new FailureError({ class: 'invalid', scope: 'record', evidence: { message: `${field}: ${message}`, field, expected, hint } });
}

function at(record: unknown, path: string): unknown {
  const step = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Want)[name] : undefined;
  return path.split('.').reduce(step, record);
}

function cellOf(want: Want, from: string): Cell {
  const value = at(want, from) ?? null;
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value;
  throw refuse(from, 'is a list or a group of fields', 'a text, a number, true or false');
}

/** What spreadsheets run (formats.md: formula injection on export). A plain number is none. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:[.,]\d+)?$/;

function csvCell(cell: Cell, { delimiter, decimal, formulas }: Drop['csv']): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return quoted(String(cell).replace('.', decimal), delimiter);
  const text = String(cell);
  const runs = formulas === 'defuse' && FORMULA.test(text) && !NUMBER.test(text);
  return quoted(runs ? `'${text}` : text, delimiter);
}

/** RFC 4180: quotes where a reader would otherwise see another value or line. */
const quoted = (text: string, delimiter: string): string =>
  text.includes(delimiter) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

function csvText({ columns, csv }: Drop, cells: readonly Cell[]): string {
  const lines = [cells.map((cell) => csvCell(cell, csv)).join(csv.delimiter)];
  if (csv.header) lines.unshift(columns.map(({ name }) => quoted(name, csv.delimiter)).join(csv.delimiter));
  return `${csv.bom ? '\ufeff' : ''}${lines.join('\r\n')}\r\n`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' };
/** XML 1.0 has no way to write these at all. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

function xmlText({ columns, xml }: Drop, cells: readonly Cell[]): string {
  const elements = columns.map(({ name, from }, i) => {
    const text = String(cells[i] ?? '');
    if (UNWRITABLE.test(text)) throw refuse(from, 'has a control character', 'text that XML 1.0 can carry');
    return `    <${name}>${text.replace(/[&<>\r]/g, (sign) => ENTITIES[sign] ?? sign)}</${name}>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${xml.root}>\n  <${xml.record}>\n${elements.join('')}  </${xml.record}>\n</${xml.root}>\n`;
}

export function textOf(drop: Drop, want: Want): string {
  const cells = drop.columns.map(({ from }) => cellOf(want, from));
  for (const [i, cell] of cells.entries())
    if (typeof cell === 'string' && !cell.isWellFormed()) throw refuse(drop.columns[i]?.from ?? '', 'holds half a surrogate pair', 'text');
  if (drop.format === 'csv') return csvText(drop, cells);
  if (drop.format === 'xml') return xmlText(drop, cells);
  return `${JSON.stringify(Object.fromEntries(drop.columns.map(({ name }, i) => [name, cells[i] ?? null])), null, 2)}\n`;
}
