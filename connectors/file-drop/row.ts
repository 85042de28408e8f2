/** One row -> one source event with the fields of its model. A row that is wrong is parked by itself, with file, number and column. */
import { type Json, ownField, parkedEvent, type SourceEvent, sourceEvent } from '#libs/connector-kit';
import type { Row } from './read-file.ts';
import type { Take } from './take-settings.ts';

export const FORMAT = 'file-drop/row-1';

export interface TakenFile {
  readonly name: string;
  /** Epoch milliseconds. */
  readonly modifiedAt: number;
  /** The same for the same content, and for the same time too where a repeat is something new. */
  readonly id: string;
}

type Column = Take['columns'][number];

class RowDefect extends Error {}

const NUMBERS: Readonly<Record<Take['decimal'], RegExp>> = {
  '.': /^[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/,
  ',': /^[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$/,
};

function numberOf(text: string, decimal: Take['decimal']): number {
  if (!NUMBERS[decimal].test(text)) return Number.NaN;
  return Number(decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text.replaceAll(',', ''));
}

const WORDS: Readonly<Record<string, boolean>> = { true: true, '1': true, false: false, '0': false };

function fieldOf(given: Json | undefined, { name, as, required }: Column, decimal: Take['decimal']): Json {
  const wrong = (what: string): RowDefect => new RowDefect(`column "${name}" ${what}`);
  if (typeof given === 'object' && given !== null) throw wrong('is a list or a group, where one value was expected');
  const text = given === undefined || given === null ? '' : String(given).trim();
  if (text === '' && required) throw wrong('is empty');
  if (text === '') return null;
  if (as === 'text') return String(given);
  if (as === 'boolean') {
    const word = WORDS[text.toLowerCase()];
    if (word === undefined) throw wrong(`is ${JSON.stringify(text.slice(0, 60))}, which is none of true, false, 1, 0`);
    return word;
  }
  const value = typeof given === 'number' ? given : numberOf(text, decimal);
  const fits = as === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (!fits) throw wrong(`is ${JSON.stringify(text.slice(0, 60))}, which is no ${as} with the decimal sign ${decimal}`);
  return value;
}

function idOf(fields: Readonly<Record<string, Json>>, { record }: Take): string {
  const parts = record.map((name) => fields[name]);
  const empty = record[parts.findIndex((part) => part === null || part === undefined)];
  if (empty !== undefined) throw new RowDefect(`the field ${empty} is empty, so the record can't be named`);
  return parts.join('/');
}

/** Never throws. */
export function rowEvent(row: Row, file: TakenFile, take: Take): SourceEvent {
  const attributes = { file: file.name, row: String(row.number), modifiedAt: String(file.modifiedAt) };
  const cut = { format: FORMAT, record: null, eventId: `${file.id}/${row.number}`, attributes };
  try {
    if (row.defect !== null) throw new RowDefect(row.defect);
    const fields = Object.fromEntries(
      take.columns.map((column) => [column.to, fieldOf(ownField(row.values, column.name), column, take.decimal)]),
    );
    const id = idOf(fields, take);
    return sourceEvent({ ...cut, record: id.length <= 200 ? id : null }, fields, `row ${row.number} of ${file.name}: the id`);
  } catch (error) {
    if (!(error instanceof RowDefect)) throw error;
    return parkedEvent(cut, `row ${row.number} of ${file.name}: ${error.message}`, Buffer.from(row.text));
  }
}
