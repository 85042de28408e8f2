/** zod's findings in the words of `Problem`. */
import { z } from 'zod';
import type { DocPath } from '../problem.ts';
import { suggestion } from '../suggest.ts';

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

/** Names that an object at this path may have. */
function knownKeys(schema: unknown, path: DocPath): readonly string[] {
  let at = unwrap(schema);
  for (const part of path) {
    if (at instanceof z.ZodObject && typeof part === 'string') at = unwrap((at.shape as Record<string, unknown>)[part]);
    else if (at instanceof z.ZodArray) at = unwrap(at.element);
    else return [];
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function valueAt(data: unknown, path: DocPath): unknown {
  return path.reduce<unknown>(
    (at, part) => (typeof at === 'object' && at !== null ? (at as Record<string | number, unknown>)[part] : undefined),
    data,
  );
}

export function schemaProblem(issue: z.core.$ZodIssue, schema: unknown, data: unknown): readonly SchemaProblem[] {
  const path = issue.path.filter((part) => typeof part !== 'symbol');
  const found = valueAt(data, path);
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = knownKeys(schema, path);
      return issue.keys.map((key) => ({
        rule: 'workspace.field.unknown',
        path: [...path, key],
        message: `unknown field '${key}'`,
        expected: `one of ${known.join(', ')}`,
        hint: suggestion(key, known),
      }));
    }
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      const message = found === undefined ? 'is missing' : `'${String(found)}' is not allowed here`;
      return [
        {
          rule: 'workspace.value',
          path,
          message,
          expected: `one of ${allowed.join(', ')}`,
          hint: suggestion(String(found ?? ''), allowed),
        },
      ];
    }
    case 'invalid_type': {
      if (found === undefined)
        return [{ rule: 'workspace.field.missing', path, message: 'is missing', expected: issue.expected, hint: 'add it' }];
      const is = found === null ? 'empty' : Array.isArray(found) ? 'a list' : typeof found;
      return [
        {
          rule: 'workspace.value',
          path,
          message: `is ${is}`,
          expected: issue.expected,
          hint: issue.expected === 'string' ? 'put it in quotes' : null,
        },
      ];
    }
    default:
      return [{ rule: 'workspace.value', path, message: issue.message, expected: issue.message, hint: null }];
  }
}
