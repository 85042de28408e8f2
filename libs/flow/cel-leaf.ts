/** The smallest piece of an expression that is evaluated at once: by a closure when it is a plain comparison, by the library otherwise. */
import { type ASTNode, ParseError, serialize } from '@marcbachmann/cel-js';
import { countTurns, environment } from './cel-env.ts';
import type { Variable } from './cel-rewrite.ts';

export interface Leaf {
  readonly variables: readonly Variable[];
  /** True when `evaluate` can't throw. */
  readonly simple: boolean;
  /** Set when it holds for these texts of its one variable and for no other. */
  readonly texts: ReadonlySet<unknown> | null;
  /** Null when a field it needs has no value. */
  evaluate(record: unknown): unknown;
}

type Variables = ReadonlyMap<string, Variable>;

export function leafOf(ast: ASTNode, variables: Variables): Leaf {
  return plain(ast, variables) ?? library(ast, variables);
}

/** `path`, `path == literal`, `path != literal`, `path in [texts]`: most of what people write. */
function plain(ast: ASTNode, variables: Variables): Leaf | null {
  if (ast.op === 'id') return single(variables.get(ast.args), (value) => value);
  if (ast.op !== '==' && ast.op !== '!=' && ast.op !== 'in') return null;
  const [left, right] = ast.args;
  const variable = left.op === 'id' ? variables.get(left.args) : undefined;
  if (variable === undefined) return null;
  if (ast.op === 'in') {
    if (right.op !== 'list' || variable.letter !== 's') return null;
    const texts = right.args.map((item) => (item.op === 'value' ? item.args : null));
    if (!texts.every((item) => typeof item === 'string')) return null;
    const set = new Set<unknown>(texts);
    return single(variable, (value) => set.has(value), set);
  }
  if (right.op !== 'value' || right.args === null || typeof right.args === 'object') return null;
  const literal = typeof right.args === 'bigint' ? Number(right.args) : right.args;
  if (ast.op === '!=') return single(variable, (value) => value !== literal);
  return single(variable, (value) => value === literal, typeof literal === 'string' ? new Set([literal]) : null);
}

function single(variable: Variable | undefined, decide: (value: unknown) => unknown, texts: Leaf['texts'] = null): Leaf | null {
  if (variable === undefined) return null;
  const { get } = variable;
  const evaluate = (record: unknown): unknown => {
    const value = get(record);
    return value === undefined || value === null ? null : decide(value);
  };
  return { variables: [variable], simple: true, texts, evaluate };
}

/**
 * The expression of a node, to be compiled alone: as it was written, since the library's own writing of it gets some numbers and characters
 * wrong. Where its place leaves out parentheses at its ends, they are taken in again.
 */
function alone(ast: ASTNode): ReturnType<typeof environment.parse> {
  const { input, start, end } = ast;
  const before = /(?:\(\s*)*$/.exec(input.slice(0, start))?.[0] ?? '';
  const after = /^(?:\s*\))*/.exec(input.slice(end))?.[0] ?? '';
  const opens = [start, ...[...before.matchAll(/\(/g)].map(({ index }) => start - before.length + index).reverse()];
  const closes = [end, ...[...after.matchAll(/\)/g)].map(({ index }) => end + index + 1)];
  for (const from of opens)
    for (const to of closes)
      try {
        return environment.parse(input.slice(from, to));
      } catch (error) {
        if (!(error instanceof ParseError)) throw error;
      }
  return environment.parse(serialize(ast));
}

function library(ast: ASTNode, variables: Variables): Leaf {
  const program = alone(ast);
  const text = serialize(ast);
  program.check();
  const used = [...variables.values()].filter((variable) => new RegExp(`\\b${variable.name}\\b`).test(text));
  const evaluate = (record: unknown): unknown => {
    const context: Record<string, unknown> = {};
    for (const variable of used) {
      const value = variable.get(record);
      if (value === undefined || value === null) return null;
      context[variable.name] = convert(variable.letter, value);
    }
    countTurns();
    return program(context);
  };
  return { variables: used, simple: false, texts: null, evaluate };
}

/** Whole numbers are BigInt in CEL; records inside lists become plain objects, whatever class the decoder gave them. */
function convert(letter: string, value: unknown): unknown {
  if (letter === 'i') return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value;
  if (letter === 'd' && Array.isArray(value)) return value.map((item) => plainCopy(item, 0));
  if (letter === 'm') return new Map(Object.entries(value as Record<string, unknown>));
  return value;
}

function plainCopy(value: unknown, depth: number): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null || depth > 4) return value;
  if (Array.isArray(value)) return value.map((item) => plainCopy(item, depth + 1));
  return new Map(Object.entries(value).map(([key, item]) => [key, plainCopy(item, depth + 1)]));
}
