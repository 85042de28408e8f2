/** Texts of a flow that name fields, compiled: paths (also `route.<name>`) and templates. */
import type { ExpressionProblem } from './cel-rewrite.ts';
import type { Fields, FieldType } from './fields.ts';
import { parsePath, splitPath } from './paths.ts';
import { firstOf, type HoleGetter, parseTemplate, type Render, renderer } from './template.ts';

export type Operand<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ExpressionProblem };

export interface Source {
  readonly type: FieldType;
  readonly optional: boolean;
  readonly get: HoleGetter;
  /** Set when the path is `route.<name>`. */
  readonly routeName: string | null;
}

export function compileSource(text: string, fields: Fields): Operand<Source> {
  const segments = splitPath(text);
  if (segments?.[0] === 'route') {
    const [, routeName] = segments;
    if (routeName === undefined || segments.length > 2) {
      return {
        ok: false,
        problem: { message: `'${text}' is not a routing value`, expected: 'route.<name>', hint: 'name what a rule sets' },
      };
    }
    const get: HoleGetter = (_record, route) => (Object.hasOwn(route, routeName) ? route[routeName] : undefined);
    return { ok: true, value: { type: { kind: 'string' }, optional: true, get, routeName } };
  }
  const result = parsePath(text, fields);
  if (!result.ok) return { ok: false, problem: { message: result.message, hint: result.hint, expected: result.expected } };
  const { path } = result;
  return { ok: true, value: { type: path.type, optional: path.optional, get: path.get, routeName: null } };
}

export interface Template {
  readonly render: Render;
  readonly constant: boolean;
  readonly routeNames: readonly string[];
}

export function compileTemplate(text: string, fields: Fields): Operand<Template> {
  const template = parseTemplate(text);
  if ('message' in template) return { ok: false, problem: { message: template.message, expected: 'text with {{path}} holes', hint: null } };
  const holes: HoleGetter[] = [];
  const routeNames: string[] = [];
  for (const alternatives of template.holes) {
    const getters: HoleGetter[] = [];
    for (const alternative of alternatives) {
      const source = compileSource(alternative, fields);
      if (!source.ok) return source;
      if (source.value.routeName !== null) routeNames.push(source.value.routeName);
      getters.push(source.value.get);
    }
    holes.push(firstOf(getters));
  }
  return { ok: true, value: { render: renderer(template, holes), constant: holes.length === 0, routeNames } };
}
