/** Whether a value that was worked out is what a field holds. An expression may be of a type that nobody knows before it runs. */
import { type Field, type FieldType, typeText } from './fields.ts';
import { asText } from './template.ts';

export interface Misfit {
  /** Place within the field: `` for the field itself, `.name`, `[2]`. */
  readonly at: string;
  readonly expected: string;
  /** What came, in words. */
  readonly got: string;
}

const longestGot = 80;

/** Null when `value` is one of `type`. */
export function misfit(value: unknown, type: FieldType, at = ''): Misfit | null {
  const wrong = (): Misfit => ({ at, expected: typeText(type), got: gotText(value) });
  switch (type.kind) {
    case 'string':
      return typeof value === 'string' ? null : wrong();
    case 'enum':
      return typeof value === 'string' && type.values.includes(value) ? null : wrong();
    case 'bool':
      return typeof value === 'boolean' ? null : wrong();
    case 'int':
      return Number.isSafeInteger(value) ? null : wrong();
    case 'double':
      return Number.isFinite(value) ? null : wrong();
    case 'map':
      return isMap(value) ? firstOf(Object.entries(value), ([key, each]) => misfit(each, { kind: 'string' }, `${at}.${key}`)) : wrong();
    case 'list':
      return Array.isArray(value) ? firstOf(value.entries(), ([i, item]) => misfit(item, type.of, `${at}[${i}]`)) : wrong();
    case 'record':
      return isMap(value) ? misfitOfRecord(value, type.fields, at) : wrong();
  }
}

/** The same for what a value map is asked for: a list is looked up as the text of it, as a row's path gives it. */
export function misfitOfKey(value: unknown): Misfit | null {
  return isMap(value) ? { at: '', expected: 'one value, to be translated by its value map', got: gotText(value) } : null;
}

function misfitOfRecord(value: Readonly<Record<string, unknown>>, fields: Readonly<Record<string, Field>>, at: string): Misfit | null {
  const extra = Object.keys(value).find((name) => !Object.hasOwn(fields, name));
  if (extra !== undefined) return { at: `${at}.${extra}`, expected: 'nothing (there is no such field)', got: gotText(value[extra]) };
  return firstOf(Object.entries(fields), ([name, { type, nullable }]) => {
    const inner = Object.hasOwn(value, name) ? value[name] : null;
    return nullable && inner === null ? null : misfit(inner, type, `${at}.${name}`);
  });
}

function firstOf<T>(items: Iterable<T>, of: (item: T) => Misfit | null): Misfit | null {
  for (const item of items) {
    const found = of(item);
    if (found !== null) return found;
  }
  return null;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function gotText(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (isMap(value)) return `a map of ${Object.keys(value).length}`;
  const text = asText(value);
  const shown = text.length > longestGot ? `${text.slice(0, longestGot - 1)}…` : text;
  return typeof value === 'string' ? `the text '${shown}'` : `the ${typeof value === 'boolean' ? 'truth value' : 'number'} ${shown}`;
}
