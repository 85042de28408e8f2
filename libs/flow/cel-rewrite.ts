/** Finds every path of a CEL expression, types it against the model, and puts a typed variable in its place. */
import { type ASTNode, serialize } from '@marcbachmann/cel-js';
import { compilePattern, countedName, limits, matchesName, poolOf, variableName } from './cel-env.ts';
import type { Fields, FieldType } from './fields.ts';
import { typePath } from './paths.ts';
import { suggestion } from './suggest.ts';

export interface ExpressionProblem {
  readonly message: string;
  readonly expected: string | null;
  readonly hint: string | null;
}

export interface Variable {
  readonly name: string;
  readonly letter: string;
  /** As the person wrote it, e.g. `event.context.ci.name`. */
  readonly label: string;
  readonly get: (record: unknown) => unknown;
}

export interface Rewritten {
  readonly text: string;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly problems: readonly ExpressionProblem[];
}

const quantifiers = new Set(['exists', 'all', 'exists_one', 'map', 'filter', 'existsOne']);

class Rewriter {
  readonly problems: ExpressionProblem[] = [];
  readonly variables = new Map<string, Variable>();
  private readonly edits: { start: number; end: number; text: string }[] = [];
  private readonly names = new Map<string, string>();
  private readonly counts: Record<string, number> = {};
  private readonly source: string;
  private readonly model: string;
  private readonly fields: Fields;

  constructor(source: string, model: string, fields: Fields) {
    this.source = source;
    this.model = model;
    this.fields = fields;
  }

  text(): string {
    let out = this.source;
    for (const edit of [...this.edits].sort((a, b) => b.start - a.start)) out = out.slice(0, edit.start) + edit.text + out.slice(edit.end);
    return out;
  }

  problem(message: string, hint: string | null = null, expected: string | null = null): void {
    this.problems.push({ message, hint, expected });
  }

  visit(node: ASTNode, bound: readonly string[]): void {
    const chain = this.chain(node);
    if (chain !== null && !bound.includes(chain.root)) {
      this.place(node, chain);
      return;
    }
    switch (node.op) {
      case 'value':
      case 'id':
        return;
      case 'call':
        this.call(node, node.args[0], node.args[1], bound);
        return;
      case 'rcall':
        this.method(node, node.args[0], node.args[1], node.args[2], bound);
        return;
      case '.':
      case '.?':
        this.visit(node.args[0], bound);
        return;
      case '!_':
      case '-_':
        this.visit(node.args, bound);
        return;
      case 'map':
        for (const [key, value] of node.args) {
          this.visit(key, bound);
          this.visit(value, bound);
        }
        return;
      case '==':
      case '!=':
      case 'in':
        if (this.comparison(node, node.op, node.args)) return;
        break;
      default:
    }
    for (const child of node.args) this.visit(child, bound);
  }

  /** `a.b['c']` as segments from its root name; null when it is anything else. */
  private chain(node: ASTNode): { root: string; segments: string[] } | null {
    const segments: string[] = [];
    let at = node;
    for (;;) {
      if (at.op === 'id') return { root: at.args, segments: segments.reverse() };
      if (at.op === '.') {
        segments.push(at.args[1]);
        at = at.args[0];
      } else if (at.op === '[]' && at.args[1].op === 'value' && typeof at.args[1].args === 'string') {
        segments.push(at.args[1].args);
        at = at.args[0];
      } else return null;
    }
  }

  private typed(node: ASTNode): { type: FieldType; label: string; get: (record: unknown) => unknown } | null {
    const chain = this.chain(node);
    if (chain === null || chain.root !== this.model) return null;
    const result = typePath(chain.segments.join('.'), chain.segments, this.fields);
    if (!result.ok) return null;
    return { type: result.path.type, label: serialize(node), get: result.path.get };
  }

  private place(node: ASTNode, chain: { root: string; segments: string[] }): void {
    const label = serialize(node);
    if (chain.root !== this.model) {
      const hint = Object.hasOwn(this.fields, chain.root) ? `write ${this.model}.${label}` : suggestion(chain.root, [this.model]);
      this.problem(`unknown name '${chain.root}'`, hint, `the record goes by the name '${this.model}'`);
      return;
    }
    const result = typePath(chain.segments.join('.'), chain.segments, this.fields);
    if (!result.ok) {
      this.problem(`${label}: ${result.message}`, result.hint, result.expected);
      return;
    }
    const letter = poolOf(result.path.type);
    if (letter === null) {
      this.problem(`${label} is a group of fields, not a value`, 'name a field in it, or ask has(...)');
      return;
    }
    this.replace(node, letter, label, result.path.get);
  }

  private replace(node: { start: number; end: number }, letter: string, label: string, get: (record: unknown) => unknown): void {
    const key = `${letter} ${label}`;
    let name = this.names.get(key);
    if (name === undefined) {
      const index = this.counts[letter] ?? 0;
      if (index >= limits.pathsOfOneType) {
        this.problem(`names more than ${limits.pathsOfOneType} different fields`, 'split the rule');
        return;
      }
      this.counts[letter] = index + 1;
      name = variableName(letter, index);
      this.names.set(key, name);
      this.variables.set(name, { name, letter, label, get });
    }
    this.edits.push({ start: node.start, end: node.end, text: name });
  }

  private call(node: ASTNode, name: string, args: readonly ASTNode[], bound: readonly string[]): void {
    const [first] = args;
    if (name === 'has' && first !== undefined) {
      const typed = this.typed(first);
      if (typed !== null) {
        this.replace(node, 'b', `has(${typed.label})`, (record) => present(typed.get(record)));
        return;
      }
      const chain = this.chain(first);
      if (chain !== null && !bound.includes(chain.root)) {
        this.place(first, chain);
        return;
      }
      return;
    }
    if (name === 'matches' && this.pattern(args[1]))
      this.edits.push({ start: node.start, end: node.start + name.length, text: matchesName });
    for (const arg of args) this.visit(arg, bound);
  }

  private method(node: ASTNode, name: string, on: ASTNode, args: readonly ASTNode[], bound: readonly string[]): void {
    const [first] = args;
    if (quantifiers.has(name) && first?.op === 'id') {
      if (first.args === this.model) this.problem(`'${first.args}' is the record and can't be a loop's name`, 'choose another name');
      if (bound.length >= limits.comprehensionDepth)
        this.problem(`loops nested deeper than ${limits.comprehensionDepth}`, 'split the rule');
      this.visit(on, bound);
      this.count(node, on);
      for (const arg of args.slice(1)) this.visit(arg, [...bound, first.args]);
      return;
    }
    if (name === 'matches' && this.pattern(first) && first !== undefined) {
      const from = this.source.indexOf('matches', on.end);
      if (from >= 0 && from < first.start) this.edits.push({ start: from, end: from + 'matches'.length, text: matchesName });
      else this.problem(`can't read ${serialize(node)}`, "write text.matches('pattern')");
    }
    for (const child of [on, ...args]) this.visit(child, bound);
  }

  /** What a loop goes over is counted as it is entered; a list that is written out is short. */
  private count(node: ASTNode, on: ASTNode): void {
    if (on.op === 'list') return;
    const closing = /^(?:\s*\))*/.exec(this.source.slice(on.end))?.[0] ?? '';
    const depth = closing.replace(/\s/g, '').length;
    const opening = new RegExp(`(?:\\(\\s*){${depth}}$`).exec(this.source.slice(0, on.start));
    if (opening === null) {
      this.problem(`can't read ${serialize(node)}`, 'write parentheses around the whole of the list, or none');
      return;
    }
    const { index: start } = opening;
    const end = on.end + closing.length;
    this.edits.push({ start: end, end, text: ')' }, { start, end: start, text: `${countedName}(` });
  }

  private pattern(node: ASTNode | undefined): boolean {
    if (node?.op !== 'value' || typeof node.args !== 'string') {
      this.problem('the pattern of matches() is computed', 'write the pattern as a literal text', 'a literal pattern');
      return false;
    }
    if (node.args.length > limits.pattern) {
      this.problem(`the pattern of matches() is longer than ${limits.pattern} characters`, 'shorten it, or use startsWith, contains, in');
      return false;
    }
    try {
      compilePattern(node.args);
      return true;
    } catch (error) {
      this.problem(`'${node.args}' is not a pattern: ${error instanceof Error ? error.message : String(error)}`, null, 'RE2 syntax');
      return false;
    }
  }

  /** Comparing with null asks for absence; comparing a closed set with a value outside of it can never hold. True when handled. */
  private comparison(node: ASTNode, op: '==' | '!=' | 'in', [left, right]: readonly [ASTNode, ASTNode]): boolean {
    const path = this.typed(left) ?? this.typed(right);
    if (path === null) return false;
    const other = this.typed(left) === null ? left : right;
    if (op !== 'in' && other.op === 'value' && other.args === null) {
      const want = op === '!=';
      this.replace(node, 'b', `${path.label} ${op} null`, (record) => present(path.get(record)) === want);
      return true;
    }
    const literals = other.op === 'list' ? other.args : [other];
    const { type } = path;
    if (type.kind === 'enum') {
      for (const literal of literals) {
        if (literal.op !== 'value' || typeof literal.args !== 'string' || type.values.includes(literal.args)) continue;
        this.problem(`${path.label} is never '${literal.args}'`, suggestion(literal.args, type.values), `one of ${type.values.join(', ')}`);
      }
    }
    return false;
  }
}

function present(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null;
}

export function rewrite(source: string, ast: ASTNode, model: string, fields: Fields): Rewritten {
  const rewriter = new Rewriter(source, model, fields);
  rewriter.visit(ast, []);
  return { text: rewriter.text(), variables: rewriter.variables, problems: rewriter.problems };
}
