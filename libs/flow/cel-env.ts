/**
 * The one CEL environment of the flow language. Expressions never see a record: each path they name is read by a getter
 * of ours and handed over as a typed variable from a pool, so nothing of the host can be reached and every type is known.
 */
import { Environment } from '@marcbachmann/cel-js';
import { RE2JS } from 're2js';
import type { FieldType } from './fields.ts';

/** Limits of one expression. */
export const limits = {
  length: 2_000,
  nodes: 300,
  depth: 24,
  pathsOfOneType: 24,
  pattern: 200,
  comprehensionDepth: 2,
  turns: 50_000,
} as const;

const pool: Readonly<Record<string, string>> = {
  s: 'string',
  i: 'int',
  f: 'double',
  b: 'bool',
  l: 'list<string>',
  m: 'map<string, string>',
  d: 'list<dyn>',
};

/** Letter of the pool that a model type belongs to; null for a group of fields, which is not a value. */
export function poolOf(type: FieldType): string | null {
  switch (type.kind) {
    case 'string':
    case 'enum':
      return 's';
    case 'int':
      return 'i';
    case 'double':
      return 'f';
    case 'bool':
      return 'b';
    case 'map':
      return 'm';
    case 'record':
      return null;
    case 'list':
      return type.of.kind === 'string' || type.of.kind === 'enum' ? 'l' : 'd';
  }
}

export const variableName = (letter: string, index: number): string => `${letter}__${index}`;

/** Replaces `matches`: the name that a regular expression in linear time goes by after rewriting. */
export const matchesName = 're2_matches';

/** Stands around whatever a loop goes over. */
export const countedName = 'loop_over';

let turnsLeft: number = limits.turns;

/** Called before an expression is evaluated: all its loops together may take so many turns. */
export function countTurns(): void {
  turnsLeft = limits.turns;
}

function counted<T>(range: T): T {
  turnsLeft -= Array.isArray(range) ? range.length : range instanceof Map ? range.size : 0;
  if (turnsLeft < 0) throw new RangeError(`more than ${limits.turns} turns of its loops`);
  return range;
}

const patterns = new Map<string, RE2JS>();
const maxPatterns = 5_000;

/** Compiles (once) a pattern in RE2 syntax. Throws with RE2's own words when it is not one. */
export function compilePattern(pattern: string): RE2JS {
  const known = patterns.get(pattern);
  if (known !== undefined) return known;
  const compiled = RE2JS.compile(pattern);
  if (patterns.size >= maxPatterns) patterns.clear();
  patterns.set(pattern, compiled);
  return compiled;
}

function build(): Environment {
  const env = new Environment({
    limits: { maxAstNodes: limits.nodes, maxDepth: limits.depth, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
  });
  for (const [letter, type] of Object.entries(pool)) {
    for (let i = 0; i < limits.pathsOfOneType; i++) env.registerVariable(variableName(letter, i), type);
  }
  const test = (value: string, pattern: string): boolean => compilePattern(pattern).test(value);
  env.registerFunction(`string.${matchesName}(string): bool`, test, { async: false });
  env.registerFunction(`${matchesName}(string, string): bool`, test, { async: false });
  env.registerFunction(`${countedName}(A): A`, counted, { async: false });
  return env;
}

export const environment = build();

/** Only parses; used to find the paths that an expression names. */
export const parser = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: limits.nodes, maxDepth: limits.depth, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 8 },
});
