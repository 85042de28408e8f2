/** The rows of a file. Pure; throws FileDefect when nothing of the file can be relied on, while a bad row is a row with a defect. */
import { parse as parseCsv } from 'csv-parse/sync';
import { isJsonObject, type Json, type JsonObject, readJson, readXml } from '#libs/connector-kit';
import type { Take } from './take-settings.ts';

/** Tells what is wrong with a whole file. */
export class FileDefect extends Error {}

export interface Row {
  /** Line of the file for CSV, place in the list for JSON and XML; the first is 1. */
  readonly number: number;
  /** As the file has it, by the name of the column. */
  readonly values: JsonObject;
  /** The row as it came, for a person. */
  readonly text: string;
  readonly defect: string | null;
}

const MARKS: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

export function textOf(bytes: Buffer, encoding: Take['encoding']): string {
  const marked = MARKS.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  const used = encoding === 'auto' ? (marked ?? 'utf-8') : encoding;
  try {
    const text = new TextDecoder(used, { fatal: true }).decode(bytes);
    if (text.includes('\0')) throw new FileDefect(`it holds zero bytes, so it is no text in ${used}: set \`take.encoding\``);
    return text;
  } catch (error) {
    if (error instanceof FileDefect) throw error;
    throw new FileDefect(`its bytes are no ${used}: set \`take.encoding\` to what its sender writes`);
  }
}

const DELIMITERS = [',', ';', '\t', '|'] as const;

function delimiterOf(text: string, given: Take['delimiter']): string {
  if (given !== 'auto') return given;
  const header = text.slice(0, text.search(/[\r\n]|$/)).replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => [header.split(delimiter).length, delimiter] as const);
  return counts.reduce((most, one) => (one[0] > most[0] ? one : most))[1];
}

interface CsvRecord {
  readonly record: readonly string[];
  readonly raw: string;
  readonly info: { readonly lines: number };
}

function csvRows(text: string, take: Take): readonly Row[] {
  const skipped: Row[] = [];
  const delimiter = delimiterOf(text, take.delimiter);
  const records = parseCsv(text, {
    delimiter,
    info: true,
    raw: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error, raw) => {
      const number = Number((error as { lines?: unknown } | undefined)?.lines ?? 0);
      skipped.push({ number, values: {}, text: raw ?? '', defect: error?.message ?? 'not well written' });
    },
  }) as unknown as readonly CsvRecord[];
  const [first, ...rest] = records;
  const header = first?.record.map((name) => name.trim()) ?? [];
  const missing = take.columns.find(({ name }) => !header.includes(name));
  if (missing !== undefined) throw new FileDefect(`it has no column "${missing.name}" (found: ${header.join(', ').slice(0, 200)})`);
  if (new Set(header).size < header.length) throw new FileDefect('two columns have one name');
  const rows = rest.map(({ record, raw, info }): Row => {
    const values = Object.fromEntries(header.map((name, at) => [name, record[at] ?? '']));
    const defect = record.length === header.length ? null : `${record.length} values, but the header has ${header.length}`;
    return { number: info.lines, values, text: raw.trimEnd(), defect };
  });
  return [...rows, ...skipped].sort((one, other) => one.number - other.number);
}

const listed = (values: readonly Json[]): readonly Row[] =>
  values.map((value, at) => {
    const text = JSON.stringify(value);
    return isJsonObject(value)
      ? { number: at + 1, values: value, text, defect: null }
      : { number: at + 1, values: {}, text, defect: 'an object was expected' };
  });

function jsonRows(text: string, { at }: Take): readonly Row[] {
  const reading = readJson(Buffer.from(text));
  if (reading.kind === 'defect') throw new FileDefect(reading.defect);
  const steps = at === '' ? [] : at.split('.');
  const found = steps.reduce<Json | undefined>(
    (value, step) => (isJsonObject(value) && Object.hasOwn(value, step) ? value[step] : undefined),
    reading.value,
  );
  if (!Array.isArray(found)) throw new FileDefect(`there is no list${at === '' ? '' : ` at ${at}`}`);
  return listed(found);
}

function xmlRows(text: string, { at }: Take): readonly Row[] {
  const reading = readXml(text);
  if (reading.kind === 'defect') throw new FileDefect(reading.defect);
  const [root] = Object.values(reading.value) as Json[];
  const found = isJsonObject(root) && Object.hasOwn(root, at) ? root[at] : undefined;
  if (found === undefined) return [];
  return listed(Array.isArray(found) ? found : [found]);
}

export function rowsOf(bytes: Buffer, take: Take): readonly Row[] {
  const text = textOf(bytes, take.encoding);
  if (take.format === 'csv') return csvRows(text, take);
  return take.format === 'json' ? jsonRows(text, take) : xmlRows(text, take);
}
