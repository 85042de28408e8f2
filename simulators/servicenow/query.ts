/**
 * Encoded queries (`field=value^ORfield2LIKEx^ORDERBYnumber`). The dangerous rule of formats.md is kept: a part that
 * names an unknown field or operator is ignored, so that more rows come back than were asked for.
 */
import type { TableSchema } from './schema.ts';
import type { Row } from './store.ts';

/** Reads a field, following one reference (`assignment_group.name`). */
export type ReadField = (row: Row, path: string) => string;
type Test = (actual: string, wanted: string) => boolean;

const lower = (text: string): string => text.toLowerCase();
const inList: Test = (actual, wanted) => wanted.split(',').includes(actual);

/** Longest names first, so that NOT LIKE is not read as a field ending in NOT. */
const OPERATORS: readonly (readonly [string, Test])[] = [
  ['ISNOTEMPTY', (actual) => actual !== ''],
  ['STARTSWITH', (actual, wanted) => lower(actual).startsWith(lower(wanted))],
  ['NOT LIKE', (actual, wanted) => !lower(actual).includes(lower(wanted))],
  ['ENDSWITH', (actual, wanted) => lower(actual).endsWith(lower(wanted))],
  ['ISEMPTY', (actual) => actual === ''],
  ['NOT IN', (actual, wanted) => !inList(actual, wanted)],
  ['LIKE', (actual, wanted) => lower(actual).includes(lower(wanted))],
  ['IN', inList],
  ['!=', (actual, wanted) => actual !== wanted],
  ['>=', (actual, wanted) => actual >= wanted],
  ['<=', (actual, wanted) => actual <= wanted],
  ['=', (actual, wanted) => lower(actual) === lower(wanted)],
  ['>', (actual, wanted) => actual > wanted],
  ['<', (actual, wanted) => actual < wanted],
];

interface Condition {
  readonly field: string;
  readonly operator: string;
  readonly test: Test;
  readonly wanted: string;
}

export interface Query {
  /** Any of: all of: any of. `^NQ` opens a new outer list, `^` a new middle one, `^OR` adds to the inner one. */
  readonly alternatives: readonly (readonly (readonly Condition[])[])[];
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
  /** Parts that meant nothing and were left out. */
  readonly ignored: readonly string[];
  /** Set when every match must have this field = value: a way to use an index. */
  readonly exact: { readonly field: string; readonly value: string } | null;
}

const FIELD = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?/;

function parseCondition(part: string, schema: TableSchema): Condition | null {
  const field = FIELD.exec(part)?.[0];
  if (field === undefined || schema[field.split('.')[0] ?? ''] === undefined) return null;
  const rest = part.slice(field.length);
  for (const [operator, test] of OPERATORS) {
    if (rest.startsWith(operator)) return { field, operator, test, wanted: rest.slice(operator.length) };
  }
  return null;
}

function exactOf(alternatives: readonly (readonly (readonly Condition[])[])[]): Query['exact'] {
  if (alternatives.length !== 1) return null;
  for (const anyOf of alternatives[0] ?? []) {
    const [only] = anyOf;
    if (anyOf.length === 1 && only?.operator === '=') return { field: only.field, value: only.wanted };
  }
  return null;
}

export function parseQuery(text: string, schema: TableSchema): Query {
  const alternatives: Condition[][][] = [[]];
  const order: { field: string; descending: boolean }[] = [];
  const ignored: string[] = [];
  for (const raw of text.split('^')) {
    let part = raw;
    if (part === '' || part === 'EQ') continue;
    const ordering = /^ORDERBY(DESC)?(.*)$/.exec(part);
    if (ordering !== null) {
      const field = ordering[2] ?? '';
      if (schema[field] === undefined) ignored.push(part);
      else order.push({ field, descending: ordering[1] !== undefined });
      continue;
    }
    if (part.startsWith('NQ')) {
      alternatives.push([]);
      part = part.slice(2);
    }
    const or = part.startsWith('OR');
    const condition = parseCondition(or ? part.slice(2) : part, schema);
    const all = alternatives.at(-1);
    if (condition === null || all === undefined) ignored.push(part);
    else if (or && all.length > 0) all.at(-1)?.push(condition);
    else all.push([condition]);
  }
  return { alternatives, order, ignored, exact: exactOf(alternatives) };
}

export function matches(query: Query, row: Row, read: ReadField): boolean {
  return query.alternatives.some((all) => all.every((any) => any.some((one) => one.test(read(row, one.field), one.wanted))));
}

/** Rows in the order asked for; without one, in the order they were created (gk: an instance promises none). */
export function sorted(query: Query, rows: readonly Row[], read: ReadField): readonly Row[] {
  if (query.order.length === 0) return rows;
  return rows.toSorted((a, b) => {
    for (const { field, descending } of query.order) {
      const [left, right] = [read(a, field), read(b, field)];
      if (left !== right) return left < right === descending ? 1 : -1;
    }
    return 0;
  });
}
