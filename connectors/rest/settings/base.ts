/** Small parts of the settings: references, paths, templates, times, conditions. */
import { z } from 'zod';
import { parsePath } from '../path.ts';
import { parseTemplate } from '../template.ts';
import { isTimeFormat } from '../time.ts';

interface Found {
  readonly path?: readonly PropertyKey[];
  readonly message?: string;
  readonly code?: string;
}

const isOfAnotherKind = (issues: readonly Found[]): boolean =>
  issues.some(({ code, path: at }) => code === 'invalid_type' && (at ?? []).length === 0);

/**
 * What is wrong with a value that may take several forms: what the form says that it was meant to be, found by its kind, so
 * that nobody reads "invalid input".
 */
export function formsError(forms: string) {
  return (issue: { readonly code?: string | undefined; readonly errors?: unknown }): string => {
    const branches = (Array.isArray(issue.errors) ? issue.errors : []) as readonly (readonly Found[])[];
    const possible = branches.filter((issues) => !isOfAnotherKind(issues));
    const meant = possible.find((issues) => !issues.some(({ code }) => code === 'unrecognized_keys')) ?? possible[0];
    if (meant === undefined) return `takes ${forms}`;
    return meant
      .map(({ path: at, message }) => [...((at ?? []).length > 0 ? [(at ?? []).join('.')] : []), message ?? 'is not taken'].join(': '))
      .join('; ');
  };
}

/** The words of a schema of names, which would else be lost. */
export function nameError(issue: { readonly code?: string | undefined; readonly issues?: unknown }): string | undefined {
  const [first] = (Array.isArray(issue.issues) ? issue.issues : []) as readonly Found[];
  return issue.code === 'invalid_key' ? first?.message : undefined;
}

export const secret = z.string().regex(/^(env|file):.+/, 'names a secret: env:NAME or file:/path');

export const path = z.string().refine((text) => parsePath(text) !== null, 'is a path such as data.items[0].id or custom[id=7].value');

/** What a hole may begin with, where requests are made. */
const ROOTS = ['want', 'fields', 'key', 'keyHash', 'id', 'delivery', 'item', 'text', 'marked', 'marker'] as const;
/** The same where an answer has come, or a list is asked for. */
const MORE_ROOTS = ['answer', 'since'] as const;

function templateOver(roots: readonly string[]) {
  return z
    .string()
    .max(10_000)
    .superRefine((text, context) => {
      const template = parseTemplate(text);
      if (typeof template === 'string') context.addIssue({ code: 'custom', message: template });
      else
        for (const root of template.roots.filter((one) => !roots.includes(one)))
          context.addIssue({ code: 'custom', message: `{{${root}}} is nothing here; a hole begins with one of: ${roots.join(', ')}` });
    });
}

export const template = templateOver(ROOTS);
export const askTemplate = templateOver([...ROOTS, ...MORE_ROOTS]);
export const signedTemplate = templateOver(['header', 'body', 'timestamp', 'method', 'path']);
export const anyTemplate = z
  .string()
  .max(10_000)
  .refine((text) => typeof parseTemplate(text) !== 'string', 'is a text with holes such as {{name}}');

export const time = z.string().refine(isTimeFormat, 'is iso, epochSeconds, epochMillis or a pattern such as YYYY-MM-DD HH:mm:ss');

export const headers = z.record(
  z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'is the name of a header')
    .refine(
      (name) => !/^(host|content-length|transfer-encoding|connection|authorization|cookie|expect|upgrade|te)$/i.test(name),
      'is set by Junctor; sign-in goes to `auth`',
    ),
  template,
  { error: nameError },
);

export const condition = z
  .strictObject({
    path: path.describe('Where it looks'),
    is: z.array(z.string()).min(1).optional().describe('Holds when the value is one of these texts'),
    isNot: z.array(z.string()).min(1).optional().describe('Holds when the value is none of these texts, or not there'),
    isThere: z.boolean().optional().describe('Holds when there is a value, or with false when there is none'),
  })
  .refine(
    ({ is, isNot, isThere }) => [is, isNot, isThere].filter((one) => one !== undefined).length === 1,
    'needs one of: is, isNot, isThere',
  )
  .describe('A question about one place');

export type Condition = z.infer<typeof condition>;
