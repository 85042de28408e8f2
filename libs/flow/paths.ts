import type { Field, Fields, FieldType } from './fields.ts';
import { oneOf, suggestion } from './suggest.ts';

/** Reads one place of a record. `undefined` = absent: some step on the way has no value. Never throws, never walks a prototype. */
export type Getter = (record: unknown) => unknown;

export interface Path {
  readonly text: string;
  readonly segments: readonly string[];
  readonly type: FieldType;
  /** True when a record may lack it: a nullable step, or a key of a map. */
  readonly optional: boolean;
  readonly get: Getter;
}

export type PathResult =
  | { readonly ok: true; readonly path: Path }
  | { readonly ok: false; readonly message: string; readonly expected: string | null; readonly hint: string | null };

const segmentPattern = /^(?:\.?([A-Za-z_][A-Za-z0-9_-]*)|\["([^"\]]{1,200})"\]|\['([^'\]]{1,200})'\])/;

/** `labels.cluster`, `context.ci.name`, `labels["app.kubernetes.io/name"]` -> segments; null when it does not read as a path. */
export function splitPath(text: string): string[] | null {
  const segments: string[] = [];
  let rest = text.trim();
  if (rest.length === 0 || rest.length > 500 || rest.startsWith('.')) return null;
  while (rest.length > 0) {
    const match = segmentPattern.exec(rest);
    const segment = match?.[1] ?? match?.[2] ?? match?.[3];
    if (match === null || segment === undefined) return null;
    segments.push(segment);
    rest = rest.slice(match[0].length);
  }
  return segments;
}

/** Types a path against a model. A step into a map is always allowed; anything else must exist. */
export function typePath(text: string, segments: readonly string[], fields: Fields): PathResult {
  let type: FieldType = { kind: 'record', fields };
  let optional = false;
  for (const [index, segment] of segments.entries()) {
    const here = segments.slice(0, index).join('.');
    if (type.kind === 'map') {
      type = { kind: 'string' };
      optional = true;
    } else if (type.kind === 'record') {
      const field: Field | undefined = Object.hasOwn(type.fields, segment) ? type.fields[segment] : undefined;
      if (field === undefined) {
        const where = here === '' ? 'the record' : `'${here}'`;
        const known = Object.keys(type.fields);
        return { ok: false, message: `${where} has no field '${segment}'`, expected: oneOf(known), hint: suggestion(segment, known) };
      }
      type = field.type;
      optional ||= field.nullable;
    } else {
      return {
        ok: false,
        message: `'${here}' is a single value and has no field '${segment}'`,
        expected: here,
        hint: `use '${here}' itself`,
      };
    }
  }
  return { ok: true, path: { text, segments, type, optional, get: getter(segments) } };
}

export function parsePath(text: string, fields: Fields): PathResult {
  const segments = splitPath(text);
  if (segments === null) {
    return { ok: false, message: `'${text}' is not a path`, expected: null, hint: 'write field names joined by dots, e.g. labels.cluster' };
  }
  return typePath(text.trim(), segments, fields);
}

/** Own enumerable data only: keys such as `__proto__` in a sender's labels are plain keys here. */
function step(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key] ?? undefined;
}

export function getter(segments: readonly string[]): Getter {
  const [first, second, third] = segments;
  if (first === undefined) return (record) => record;
  if (second === undefined) return (record) => step(record, first);
  if (third === undefined) return (record) => step(step(record, first), second);
  if (segments.length === 3) return (record) => step(step(step(record, first), second), third);
  return (record) => segments.reduce(step, record);
}
