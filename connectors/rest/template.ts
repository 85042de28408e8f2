/** Text with holes, `{{path}}` or `{{path | other}}` for the first that has a value. What fills a hole is data, never text to be read again. */
import { type Path, parsePath, read } from './path.ts';

export interface Template {
  /** One more than there are holes. */
  readonly literals: readonly string[];
  /** Of each hole, its alternatives in order. */
  readonly holes: readonly (readonly Path[])[];
  /** First names of all paths. */
  readonly roots: readonly string[];
}

export type Scope = Readonly<Record<string, unknown>>;

const MAX_LENGTH = 10_000;

/** A message for the author of the file when it does not read as a template. */
export function parseTemplate(text: string): Template | string {
  if (text.length > MAX_LENGTH) return `longer than ${MAX_LENGTH} characters`;
  const [head = '', ...rest] = text.split('{{');
  const literals = [head];
  const holes: Path[][] = [];
  for (const part of rest) {
    const close = part.indexOf('}}');
    if (close < 0) return "'{{' is never closed by '}}'";
    const paths = part
      .slice(0, close)
      .split('|')
      .map((one) => parsePath(one.trim()));
    if (paths.some((path) => path === null)) return `'{{${part.slice(0, close + 2)}' names no path, such as {{want.title}}`;
    holes.push(paths.filter((path) => path !== null));
    literals.push(part.slice(close + 2));
  }
  const roots = holes.flat().flatMap(([first]) => (first?.kind === 'key' ? [first.name] : []));
  return { literals, holes, roots: [...new Set(roots)] };
}

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

/** The value of one hole; null when a place holds null and no alternative more, undefined when there is nothing. */
export function fill(hole: readonly Path[], scope: Scope): unknown {
  let last: unknown;
  for (const path of hole) {
    last = read(scope, path);
    if (isThere(last)) return last;
  }
  return last;
}

/** A template that is one hole and nothing else keeps the kind of its value; null for any other template. */
export function onlyHole({ literals, holes }: Template): readonly Path[] | null {
  const [hole] = holes;
  return hole !== undefined && holes.length === 1 && literals.every((literal) => literal === '') ? hole : null;
}

/** Values as people read them; undefined for nothing. */
export function asText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((one) => asText(one) ?? '').join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * `place` makes each hole's text fit for where it stands. undefined when there are holes and none has a value, so that what
 * nobody said is left out; a hole beside others is left empty.
 */
export function render(template: Template, scope: Scope, place: (text: string) => string): string | undefined {
  let text = template.literals[0] ?? '';
  let filled = template.holes.length === 0;
  for (const [at, hole] of template.holes.entries()) {
    const value = asText(fill(hole, scope));
    if (value !== undefined) {
      filled = true;
      text += place(value);
    }
    text += template.literals[at + 1] ?? '';
  }
  return filled ? text : undefined;
}

const compiled = new Map<string, Template>();
const MOST_KEPT = 10_000;

/** The template of a text that a schema has let pass. Throws Error on any other. */
export function templateOf(text: string): Template {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const template = parseTemplate(text);
  if (typeof template === 'string') throw new Error(`not a template: ${template}`);
  if (compiled.size < MOST_KEPT) compiled.set(text, template);
  return template;
}
