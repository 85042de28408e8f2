/** What is wrong with a value, in words for the person who has to look at it. */
import avsc from 'avsc';
import { typeOf } from './codecs.ts';
import type { ModelName } from './generated/types.ts';
import { formatPath } from './paths.ts';

export interface Problem {
  /** Place in the record: `comments[2].body`, `labels["a.b"]`; '' is the record itself. */
  readonly path: string;
  readonly expected: string;
  /** What was found, at most 80 characters of it. */
  readonly got: string;
}

/** No person reads more, and hostile input must not make a list without end. */
const mostProblems = 100;
const longestGot = 80;

const plainKinds: Readonly<Record<string, string>> = {
  null: 'nothing (null)',
  boolean: 'true or false',
  int: 'a whole number from -2147483648 to 2147483647',
  long: 'a whole number from -2^52 to 2^53',
  float: 'a number',
  double: 'a number',
  bytes: 'bytes (Buffer)',
  string: 'text',
};

function expectedOf(type: avsc.Type): string {
  if (type instanceof avsc.types.EnumType) return `one of ${type.symbols.join(', ')}`;
  if (type instanceof avsc.types.ArrayType) return 'a list';
  if (type instanceof avsc.types.MapType) return 'an object of names and values';
  if (type instanceof avsc.types.UnwrappedUnionType) return type.types.map(expectedOf).toReversed().join(' or ');
  if (type instanceof avsc.types.RecordType) return `an object (${(type.name ?? '').split('.').at(-1)})`;
  return plainKinds[type.typeName] ?? type.typeName;
}

const isBroken = (value: unknown): boolean => typeof value === 'string' && !value.isWellFormed();

function gotOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, longestGot)) : String(value);
  return text.length > longestGot ? `${text.slice(0, longestGot - 1)}…` : text;
}

/** Fields that the schema does not have: encoding would drop them without a word. */
function undeclared(
  type: avsc.Type,
  value: unknown,
  path: readonly string[],
  report: (path: readonly string[], value: unknown) => void,
): void {
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return;
  if (type instanceof avsc.types.UnwrappedUnionType) {
    for (const branch of type.types) undeclared(branch, value, path, report);
  } else if (type instanceof avsc.types.ArrayType) {
    if (Array.isArray(value))
      for (const [index, item] of value.entries()) undeclared(type.itemsType, item, [...path, String(index)], report);
  } else if (type instanceof avsc.types.RecordType) {
    const fields = new Map(type.fields.map((field) => [field.name, field.type]));
    for (const [key, inner] of Object.entries(value)) {
      const field = fields.get(key);
      if (field === undefined) report([...path, key], inner);
      else undeclared(field, inner, [...path, key], report);
    }
  }
}

/** Everything that keeps `value` from being carried unchanged as `type`; empty when nothing does. At most 100. */
export function problemsOfType(type: avsc.Type, value: unknown): readonly Problem[] {
  const problems: Problem[] = [];
  const add = (path: readonly string[], expected: string, found: unknown): void => {
    if (problems.length < mostProblems) problems.push({ path: formatPath(path), expected, got: gotOf(found) });
  };
  type.isValid(value, {
    errorHook: (path, found, expected) => add(path, isBroken(found) ? 'text without lone surrogates' : expectedOf(expected), found),
  });
  undeclared(type, value, [], (path, found) => add(path, 'nothing (the model has no such field)', found));
  return problems;
}

/** The same for a model by its name. */
export const problemsOf = (name: ModelName, value: unknown): readonly Problem[] => problemsOfType(typeOf(name), value);
