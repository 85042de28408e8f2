/** zod's findings in the words of `Problem`. */
import { z } from 'zod';
import type { DocPath } from '../problem.ts';
import { oneOf, suggestion } from '../suggest.ts';
import { holdsPassword } from '../url-password.ts';

export interface SchemaProblem {
  readonly rule: string;
  readonly path: DocPath;
  readonly message: string;
  readonly expected: string | null;
  readonly hint: string | null;
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  for (let i = 0; i < 5 && (at instanceof z.ZodOptional || at instanceof z.ZodDefault); i++) at = at.unwrap();
  return at;
}

/** The form that the data means, by the constant that tells one from the others. */
function formOf(schema: unknown, data: unknown): unknown {
  const at = unwrap(schema);
  if (!(at instanceof z.ZodDiscriminatedUnion)) return at;
  const tag = at.def.discriminator;
  const given = valueAt(data, [tag]);
  return at.options.find(
    (form) => form instanceof z.ZodObject && form.shape[tag] instanceof z.ZodLiteral && form.shape[tag].value === given,
  );
}

/** Names that the object at this path may have. */
function knownKeys(schema: unknown, data: unknown, path: DocPath): readonly string[] {
  const at = formOf(schema, data);
  const [part, ...rest] = path;
  if (part === undefined) return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
  const inner = valueAt(data, [part]);
  if (at instanceof z.ZodObject && typeof part === 'string') return knownKeys((at.shape as Record<string, unknown>)[part], inner, rest);
  return at instanceof z.ZodArray ? knownKeys(at.element, inner, rest) : [];
}

const words: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a map of names to values',
};

const typeWords = (type: string): string => words[type] ?? type;

function valueAt(data: unknown, path: DocPath): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined),
    data,
  );
}

/** What was found, unless a reference to a secret was due: whoever wrote something else may have written the secret. */
function refusedText(found: unknown, expected: string): string {
  if (/\benv:NAME\b/.test(expected)) return 'is no reference; not shown, since it may be the secret itself';
  if (typeof found === 'string' && holdsPassword(found)) return 'is not allowed here; not shown, since it holds a user or password';
  return typeof found === 'string' || typeof found === 'number' ? `'${String(found).slice(0, 80)}' is not allowed here` : expected;
}

export function schemaProblem(issue: z.core.$ZodIssue, schema: unknown, data: unknown): readonly SchemaProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const found = valueAt(data, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, data, path);
      return issue.keys.map((key) => ({
        rule: 'workspace.field.unknown',
        path: [...path, key],
        message: `unknown field '${key}'`,
        expected: oneOf(known),
        hint: suggestion(key, known),
      }));
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const message = found === undefined ? 'is missing' : `'${String(found)}' is not allowed here`;
      return [
        {
          rule: found === undefined ? 'workspace.field.missing' : 'workspace.value',
          path,
          message,
          expected: `one of ${allowed.join(', ')}`,
          hint: suggestion(String(found ?? ''), allowed),
        },
      ];
    }
    case 'invalid_type': {
      if (found === undefined)
        return [{ rule: 'workspace.field.missing', path, message: 'is missing', expected: typeWords(issue.expected), hint: null }];
      const is = found === null ? 'empty' : typeWords(Array.isArray(found) ? 'array' : typeof found);
      return [
        {
          rule: 'workspace.value',
          path,
          message: `is ${is}`,
          expected: typeWords(issue.expected),
          hint: issue.expected === 'string' && ['number', 'boolean'].includes(typeof found) ? 'put it in quotes' : null,
        },
      ];
    }
    default: {
      return [{ rule: 'workspace.value', path, message: refusedText(found, issue.message), expected: issue.message, hint: null }];
    }
  }
}
