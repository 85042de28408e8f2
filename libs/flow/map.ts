/** Mapping rows, compiled: a record and what its route set -> the target's fields, or why a person has to look. */
import { CelError, compileExpression } from './cel.ts';
import type { ExpressionProblem } from './cel-rewrite.ts';
import type { Fields } from './fields.ts';
import { type Misfit, misfit, misfitOfKey } from './fit.ts';
import { compileSource, compileTemplate } from './operand.ts';
import { type ReviewResult, review } from './review.ts';
import type { Row } from './schema/flow.ts';
import { asText } from './template.ts';
import type { ValueMap } from './value-map.ts';

export type Ticket = Record<string, unknown>;
type Route = Readonly<Record<string, string>>;

export interface CompiledRow {
  readonly to: string;
  /** Set for `extra.<key>`: the field is an open map of texts and this row fills one key of it. */
  readonly key: string | null;
  /** Null when there is no value; throws CelError. */
  read(record: unknown, route: Route): unknown;
  readonly valueMap: ValueMap | null;
  readonly required: boolean;
  /** What is wrong with a value that was read; null where nothing can be, and for a key of an open map, which takes anything as text. */
  readonly unfit: ((value: unknown) => Misfit | null) | null;
  /** The row's source as written, for messages. */
  readonly source: string;
}

type RowResult =
  | { readonly ok: true; readonly row: CompiledRow }
  | { readonly ok: false; readonly key: string; readonly problems: readonly ExpressionProblem[] };

/** `title` -> a field; `extra.version` -> the key `version` of the open map `extra`. */
export function splitTarget(to: string): { readonly field: string; readonly key: string | null } {
  const dot = to.indexOf('.');
  return dot < 0 ? { field: to, key: null } : { field: to.slice(0, dot), key: to.slice(dot + 1) };
}

/** What a row reads from, and what it fills. */
interface Between {
  readonly model: string;
  readonly fields: Fields;
  /** Undefined when nobody knows the target's model, which is reported by itself. */
  readonly target: Fields | undefined;
  readonly maps: ReadonlyMap<string, ValueMap>;
}

export function compileRow(row: Row, { model, fields, target = {}, maps }: Between): RowResult {
  const valueMap = row.valueMap === undefined ? null : (maps.get(row.valueMap) ?? null);
  const { field, key } = splitTarget(row.to);
  const common = { to: field, key, valueMap, required: row.required ?? false, unfit: null };
  if (row.from !== undefined) {
    const source = compileSource(row.from, fields);
    if (!source.ok) return { ok: false, key: 'from', problems: [source.problem] };
    return { ok: true, row: { ...common, read: source.value.get, source: row.from } };
  }
  if (row.expr !== undefined) {
    const expression = compileExpression(row.expr, model, fields);
    if (!expression.ok) return { ok: false, key: 'expr', problems: expression.problems };
    const type = key === null && Object.hasOwn(target, field) ? target[field]?.type : undefined;
    const unfit = valueMap !== null ? misfitOfKey : type === undefined ? null : (value: unknown) => misfit(value, type);
    return { ok: true, row: { ...common, unfit, read: expression.value.evaluate, source: row.expr } };
  }
  const template = compileTemplate(row.value ?? '', fields);
  if (!template.ok) return { ok: false, key: 'value', problems: [template.problem] };
  return { ok: true, row: { ...common, read: template.value.render, source: row.value ?? '' } };
}

/**
 * Applies all rows. A field without a value is left out where people at the target may have filled it (`absent: 'omit'`), and told to be
 * empty where the target is a copy (`absent: 'clear'`).
 */
export function applyRows(
  flow: string,
  rows: readonly CompiledRow[],
  record: unknown,
  route: Route,
  absent: 'omit' | 'clear',
): Ticket | ReviewResult {
  const ticket: Ticket = {};
  for (const row of rows) {
    let value: unknown;
    try {
      value = row.read(record, route);
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return review('flow.expression', {
        message: `${flow}: ${row.to} can't be worked out: ${error.message}`,
        field: row.to,
        excerpt: row.source,
      });
    }
    if (value === undefined || value === null || value === '') {
      if (row.required) return missing(flow, row);
      if (absent === 'clear' && row.key === null) ticket[row.to] = null;
      continue;
    }
    const unfit = row.unfit?.(value) ?? null;
    if (unfit !== null) return misfitting(flow, row, unfit);
    if (row.valueMap !== null) {
      const mapped = row.valueMap.entries.get(asText(value));
      if (mapped === undefined) return unmapped(flow, row, row.valueMap, asText(value));
      value = mapped;
    }
    if (row.key === null) ticket[row.to] = value;
    else ticket[row.to] = { ...(ticket[row.to] as Record<string, string> | undefined), [row.key]: asText(value) };
  }
  return ticket;
}

export const isReview = (result: Ticket | ReviewResult): result is ReviewResult => result.kind === 'review' && 'evidence' in result;

function missing(flow: string, row: CompiledRow): ReviewResult {
  return review('flow.value.missing', {
    message: `${flow}: ${row.to} is required and the record has no value for it (${row.source})`,
    field: row.to,
    expected: 'a value',
    hint: `correct the record at its source, or change the row '${row.to}' of the flow`,
  });
}

function misfitting(flow: string, { to, source }: CompiledRow, { at, expected, got }: Misfit): ReviewResult {
  return review('flow.value.type', {
    message: `${flow}: row '${to}' gives ${got} for ${to}${at}, which is ${expected} (${source})`,
    field: `${to}${at}`,
    expected,
    excerpt: source,
    hint: `change the expression of the row '${to}' so that it gives ${expected} for every record`,
  });
}

function unmapped(flow: string, row: CompiledRow, map: ValueMap, value: string): ReviewResult {
  return review('flow.value.unknown', {
    message: `${flow}: value map '${map.name}' has no row for '${value}' (field ${row.to}, from ${row.source})`,
    field: row.to,
    expected: `one of ${[...map.entries.keys()].join(', ')}`,
    excerpt: value.slice(0, 200),
    hint: `add a row '${value.slice(0, 100)}: <target value>' to valueMaps.${map.name} in ${map.file}`,
  });
}
