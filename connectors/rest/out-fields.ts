/** Canonical fields -> fields of the system, by the rows of its file. Throws FailureError (invalid, record) for what has no place. */
import { readAt } from './path.ts';
import { refuse } from './refuse.ts';
import type { OutRule } from './settings/model.ts';
import { asText, type Scope } from './template.ts';
import { writeTime } from './time.ts';

type Row = Exclude<OutRule, string>;

const rowOf = (rule: OutRule): Row => (typeof rule === 'string' ? { from: rule, oneLine: false } : rule);

/** First name of the path: the canonical field that a row is about. */
export const sourceField = (rule: OutRule): string => /^[^.[]+/.exec(rowOf(rule).from)?.[0] ?? '';

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}

function asKind(name: string, row: Row, value: unknown): unknown {
  if (row.as === undefined) return value;
  if (row.as === 'list') return Array.isArray(value) ? value : [value];
  const text = asText(value) ?? '';
  if (row.as === 'text') return text;
  if (row.as === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (row.as === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  throw refuse(name, `${row.from} = ${JSON.stringify(text.slice(0, 60))} cannot be sent`, `a ${row.as}`);
}

function timeOf(name: string, row: Row, format: string, value: unknown, zone: string): string | number {
  if (typeof value === 'number' && Number.isFinite(value)) return writeTime(value, format, zone);
  throw refuse(name, `${row.from} is no moment`, 'epoch milliseconds, as canonical moments are');
}

function fieldValue(name: string, row: Row, scope: Scope, zone: string): unknown {
  const value = readAt(scope, row.from);
  if (value === undefined) return undefined;
  if (row.values !== undefined) {
    const word = value === null ? 'null' : (asText(value) ?? '');
    if (Object.hasOwn(row.values, word)) return row.values[word];
    if (value === null) return null;
    throw refuse(
      name,
      `The system has no word for ${row.from} = ${JSON.stringify(word.slice(0, 60))}`,
      `one of: ${Object.keys(row.values).join(', ')}`,
    );
  }
  if (value === null) return null;
  if (row.time !== undefined) return timeOf(name, row, row.time, value, zone);
  const kind = asKind(name, row, value);
  if (typeof kind !== 'string') return kind;
  const line = row.oneLine ? kind.replace(/\s+/g, ' ').trim() : kind;
  return row.max === undefined ? line : cut(line, row.max);
}

function put(tree: Record<string, unknown>, name: string, value: unknown): void {
  const [head = '', ...rest] = name.split('.');
  if (rest.length === 0) {
    tree[head] = value;
    return;
  }
  const known = Object.hasOwn(tree, head) ? tree[head] : undefined;
  const inner = typeof known === 'object' && known !== null ? (known as Record<string, unknown>) : {};
  tree[head] = inner;
  put(inner, rest.join('.'), value);
}

/** `scope` is the wanted record, or that and `item` for a step. A field that is not wanted is left out. */
export function outFields(fields: Readonly<Record<string, OutRule>>, scope: Scope, zone: string): Readonly<Record<string, unknown>> {
  const tree: Record<string, unknown> = {};
  for (const [name, rule] of Object.entries(fields)) {
    const value = fieldValue(name, rowOf(rule), scope, zone);
    if (value !== undefined) put(tree, name, value);
  }
  return tree;
}
