import type { Getter } from './paths.ts';

/** Text with holes: `{{path}}`, or `{{path | other.path}}` for the first of several that has a value. */
export interface TemplateText {
  readonly text: string;
  /** Literal pieces; one more than there are holes. */
  readonly literals: readonly string[];
  /** For each hole, its alternatives in order. */
  readonly holes: readonly (readonly string[])[];
}

const maxLength = 10_000;

/** Splits once, at compile. Returns a message when a hole is never closed or is empty. */
export function parseTemplate(text: string): TemplateText | { readonly message: string } {
  if (text.length > maxLength) return { message: `longer than ${maxLength} characters` };
  const literals: string[] = [];
  const holes: string[][] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    if (open < 0) break;
    const close = text.indexOf('}}', open);
    if (close < 0) return { message: `'{{' at character ${open + 1} is never closed by '}}'` };
    const alternatives = text
      .slice(open + 2, close)
      .split('|')
      .map((part) => part.trim());
    if (alternatives.some((part) => part === '')) return { message: `'${text.slice(open, close + 2)}' names no path` };
    literals.push(text.slice(at, open));
    holes.push(alternatives);
    at = close + 2;
  }
  literals.push(text.slice(at));
  return { text, literals, holes };
}

/** Values as people read them; lists are joined by commas. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(asText).join(', ');
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return value === undefined || value === null ? '' : String(value);
}

/**
 * A filled template. A hole without a value is left empty; when there are holes and none has a value the result is
 * `undefined` (absent), so that a required row notices.
 */
export type Render = (record: unknown, route: Readonly<Record<string, string>>) => string | undefined;
export type HoleGetter = (record: unknown, route: Readonly<Record<string, string>>) => unknown;

export function renderer(template: TemplateText, holes: readonly HoleGetter[]): Render {
  const { literals } = template;
  const head = literals[0] ?? '';
  if (holes.length === 0) return () => head;
  return (record, route) => {
    let out = head;
    let filled = false;
    for (let i = 0; i < holes.length; i++) {
      const value = holes[i]?.(record, route);
      if (value !== undefined && value !== null) {
        filled = true;
        out += asText(value);
      }
      out += literals[i + 1] ?? '';
    }
    return filled ? out : undefined;
  };
}

/** The first alternative that has a value. */
export function firstOf(getters: readonly (Getter | HoleGetter)[]): HoleGetter {
  const [only] = getters;
  if (only !== undefined && getters.length === 1) return only as HoleGetter;
  return (record, route) => {
    for (const get of getters) {
      const value = (get as HoleGetter)(record, route);
      if (value !== undefined && value !== null && value !== '') return value;
    }
    return undefined;
  };
}
