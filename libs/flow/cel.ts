/** Compiles CEL once, typed against a model. Absence is a third truth value: a comparison with a field that has no value never holds. */
import { type ASTNode, EvaluationError, ParseError, serialize } from '@marcbachmann/cel-js';
import { environment, limits, parser } from './cel-env.ts';
import { type Leaf, leafOf } from './cel-leaf.ts';
import { type ExpressionProblem, rewrite, type Variable } from './cel-rewrite.ts';
import type { Fields } from './fields.ts';

/** true, false, or null: some field that decides has no value. */
export type Truth = boolean | null;

/** A real error while evaluating (division by zero, overflow, text that is no number). */
export class CelError extends Error {
  override readonly name = 'CelError';
}

export interface Expression {
  readonly text: string;
  /** CEL type of the result, e.g. `bool`, `string`. */
  readonly type: string;
  readonly variables: readonly Variable[];
  /** Null when a field it needs has no value. Whole numbers come back as numbers. Throws CelError. */
  evaluate(record: unknown): unknown;
}

/** A field that has to have one of these texts for a condition to match; `get` reads it. */
export interface Demand {
  /** The field as it was written, e.g. `event.labels.team`. */
  readonly label: string;
  readonly get: (record: unknown) => unknown;
  readonly texts: ReadonlySet<unknown>;
  /** True when a record without this field may still be one that can't be decided (`test` throws), which counts as wanted. */
  readonly unsureWithout: boolean;
}

export interface Condition {
  readonly text: string;
  readonly variables: readonly Variable[];
  /** What it demands of single fields: a record with another text in one of them does not match, and no error comes before that is seen. */
  readonly demands: readonly Demand[];
  /** Throws CelError. */
  test(record: unknown): Truth;
  /** True when no record whose field `label` (e.g. `event.severity`) has this value can match. False when that can't be told. */
  excludes(label: string, record: unknown): boolean;
  /** In words: what was looked at, and for a condition that does not hold, the part that decided. */
  why(record: unknown): string;
}

export type Compiled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly ExpressionProblem[] };

interface Ready {
  readonly original: ASTNode;
  readonly ast: ASTNode;
  readonly type: string;
  readonly variables: ReadonlyMap<string, Variable>;
}

const fail = (message: string, hint: string | null = null): { ok: false; problems: ExpressionProblem[] } => ({
  ok: false,
  problems: [{ message, hint, expected: null }],
});

function prepare(text: string, model: string, fields: Fields): Compiled<Ready> {
  if (text.length > limits.length) return fail(`longer than ${limits.length} characters`, 'split the rule');
  try {
    const original = parser.parse(text).ast;
    const rewritten = rewrite(text, original, model, fields);
    if (rewritten.problems.length > 0) return { ok: false, problems: rewritten.problems };
    const checked = environment.check(rewritten.text);
    const named = (message: string): string => message.replace(/\b[a-z]__\d+\b/g, (name) => rewritten.variables.get(name)?.label ?? name);
    if (!checked.valid)
      return fail(named(checked.error?.summary ?? 'does not fit together'), 'compare fields with values of their own type');
    return {
      ok: true,
      value: { original, ast: environment.parse(rewritten.text).ast, type: checked.type ?? 'dyn', variables: rewritten.variables },
    };
  } catch (error) {
    if (error instanceof ParseError) return fail(`'${text.slice(0, 120)}' is not an expression: ${error.summary}`);
    if (error instanceof RangeError) return fail('nested too deeply', 'split the rule');
    throw error;
  }
}

/** Runs a leaf; a key that is not there is absence, anything else is an error of the expression. */
function run(leaf: Leaf, record: unknown): unknown {
  try {
    return leaf.evaluate(record);
  } catch (error) {
    if (error instanceof EvaluationError) {
      if (error.code === 'no_such_key' || error.code === 'index_out_of_bounds') return null;
      throw new CelError(error.summary);
    }
    // Also of the host itself, for a text or a list that it can't hold.
    if (error instanceof RangeError) throw new CelError(error.message);
    throw error;
  }
}

/** What a record can hold: whole numbers as numbers, maps as objects; nothing else of the engine's own gets out. */
function dataOf(value: unknown): unknown {
  if (typeof value === 'bigint') {
    if (BigInt.asIntN(64, value) !== value) throw new CelError('a whole number beyond 64 bits');
    return Number(value);
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new CelError('no finite number, as a division by zero gives it');
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(dataOf);
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [String(key), dataOf(item)]));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, dataOf(item)]));
  throw new CelError('it gives something that no field can hold');
}

export function compileExpression(text: string, model: string, fields: Fields): Compiled<Expression> {
  const ready = prepare(text, model, fields);
  if (!ready.ok) return ready;
  const { ast, type, variables } = ready.value;
  const leaf = leafOf(ast, variables);
  const evaluate = (record: unknown): unknown => {
    return dataOf(run(leaf, record));
  };
  return { ok: true, value: { text, type, variables: [...variables.values()], evaluate } };
}

interface Term {
  readonly text: string;
  readonly variables: readonly Variable[];
  /** True when `test` can't throw. */
  readonly simple: boolean;
  readonly texts: Leaf['texts'];
  test(record: unknown): Truth;
}

function termOf(original: ASTNode, ast: ASTNode, variables: ReadonlyMap<string, Variable>): Term {
  const text = serialize(original);
  if (ast.op === '!_' && original.op === '!_') {
    const inner = termOf(original.args, ast.args, variables);
    const test = (record: unknown): Truth => {
      const value = inner.test(record);
      return value === null ? null : !value;
    };
    return { text, variables: inner.variables, simple: inner.simple, texts: null, test };
  }
  if (ast.op === '||' && original.op === '||') {
    const left = termOf(original.args[0], ast.args[0], variables);
    const right = termOf(original.args[1], ast.args[1], variables);
    const test = (record: unknown): Truth => or(left.test(record), () => right.test(record));
    return { text, variables: [...left.variables, ...right.variables], simple: left.simple && right.simple, texts: null, test };
  }
  if (ast.op === '&&' && original.op === '&&') {
    const terms = conjuncts(original, ast, variables);
    const simple = terms.every((term) => term.simple);
    return { text, variables: terms.flatMap((term) => term.variables), simple, texts: null, test: (record) => every(terms, record) };
  }
  const leaf = leafOf(ast, variables);
  const test = (record: unknown): Truth => {
    const value = leaf.simple ? leaf.evaluate(record) : run(leaf, record);
    return typeof value === 'boolean' ? value : null;
  };
  return { text, variables: leaf.variables, simple: leaf.simple, texts: leaf.texts, test };
}

/** Terms are asked from left to right: what stands behind one that may throw demands nothing for sure. */
function demandsOf(terms: readonly Term[]): Demand[] {
  const demands: Demand[] = [];
  const lastUnsure = terms.findLastIndex((term) => !term.simple);
  for (const [i, { simple, texts, variables }] of terms.entries()) {
    if (!simple) break;
    const [variable] = variables;
    if (texts !== null && variable !== undefined)
      demands.push({ label: variable.label, get: variable.get, texts, unsureWithout: lastUnsure > i });
  }
  return demands;
}

function or(left: Truth, right: () => Truth): Truth {
  if (left === true) return true;
  const other = right();
  if (other === true) return true;
  return left === null || other === null ? null : false;
}

function every(terms: readonly Term[], record: unknown): Truth {
  let result: Truth = true;
  for (const term of terms) {
    const value = term.test(record);
    if (value === false) return false;
    if (value === null) result = null;
  }
  return result;
}

function conjuncts(original: ASTNode, ast: ASTNode, variables: ReadonlyMap<string, Variable>): Term[] {
  if (ast.op !== '&&' || original.op !== '&&') return [termOf(original, ast, variables)];
  return [...conjuncts(original.args[0], ast.args[0], variables), ...conjuncts(original.args[1], ast.args[1], variables)];
}

/** `event.severity = critical`, for every field looked at, each once. */
function looked(variables: readonly Variable[], record: unknown): string {
  const seen = new Map<string, string>();
  for (const variable of variables) {
    const value = variable.get(record);
    const shown =
      value === undefined || value === null ? 'no value' : String(Array.isArray(value) ? `[${value.length}]` : value).slice(0, 80);
    seen.set(
      variable.label,
      `${variable.label} = ${typeof value === 'object' && value !== null && !Array.isArray(value) ? '{...}' : shown}`,
    );
  }
  return [...seen.values()].join(', ');
}

export function compileCondition(text: string, model: string, fields: Fields): Compiled<Condition> {
  const ready = prepare(text, model, fields);
  if (!ready.ok) return ready;
  const { original, ast, type, variables } = ready.value;
  if (type !== 'bool') return fail(`gives ${type}, not true or false`, 'compare it with a value');
  const terms = conjuncts(original, ast, variables);
  const all = terms.flatMap((term) => term.variables);
  const why = (record: unknown): string => {
    for (const term of terms) {
      const value = term.test(record);
      if (value === false) return `${term.text} does not hold (${looked(term.variables, record)})`;
      if (value === null) return `${term.text} can't be told (${looked(term.variables, record)}), which counts as not matching`;
    }
    return `${text.trim()} (${looked(all, record)})`;
  };
  const excludes = (label: string, record: unknown): boolean =>
    terms.some(
      (term) => term.variables.length > 0 && term.variables.every((variable) => variable.label === label) && term.test(record) === false,
    );
  const test = (record: unknown): Truth => every(terms, record);
  return { ok: true, value: { text, variables: all, demands: demandsOf(terms), test, excludes, why } };
}
