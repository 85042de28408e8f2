import { CelError, type Condition, compileCondition, type Demand } from './cel.ts';
import type { ExpressionProblem } from './cel-rewrite.ts';
import { targetKeyOf } from './correlate.ts';
import { applyRows, type CompiledRow, compileRow, isReview } from './map.ts';
import type { Models } from './models.ts';
import type { Sourced } from './parse.ts';
import { type Path, parsePath } from './paths.ts';
import { compileWant, type WantOf } from './patterns/want.ts';
import { type DocPath, type Problem, problemOf } from './problem.ts';
import { type ReviewResult, review } from './review.ts';
import { type Because, type CompiledRule, compileRule, route } from './route.ts';
import type { FailureOverride } from './schema/failures.ts';
import type { Flow, PatternName } from './schema/flow.ts';
import { suggestion } from './suggest.ts';
import { valueMapsOf } from './value-map.ts';

export type Contributed =
  | {
      readonly kind: 'contribution';
      readonly targetKey: string;
      /** JSON text; its shape is the pattern's. */
      readonly want: string;
      readonly phase: 'active' | 'resolved';
      readonly rank: number;
      readonly explanation: readonly Because[];
    }
  | ReviewResult;

interface Parts {
  readonly when: Condition | null;
  readonly correlate: readonly Path[];
  readonly rules: readonly CompiledRule[];
  readonly rows: readonly CompiledRow[];
  readonly want: WantOf;
}

export interface CompiledFlow {
  readonly name: string;
  readonly pattern: PatternName;
  readonly source: { readonly system: string; readonly model: string };
  readonly target: { readonly system: string; readonly model: string };
  /** Where its failures are treated otherwise than the target system's; the current revision's count, whatever a message has. */
  readonly failures: readonly FailureOverride[];
  readonly parkedHead: 'block' | 'supersede' | 'skip';
  /** What `matches` demands of single fields, see Condition. */
  readonly demands: readonly Demand[];
  /** True when the flow wants this record (its canonical form, decoded). Also true when that can't be worked out: contribute then says why. */
  matches(record: unknown): boolean;
  /** What the flow wants of its target for a record that matches. Pure: same record, same answer. */
  contribute(record: unknown): Contributed;
}

export type FlowResult = { readonly ok: true; readonly flow: CompiledFlow } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Compiles one flow, or lists everything that keeps it from compiling. */
export function compileFlow(sourced: Sourced<Flow>, models: Models): FlowResult {
  const problems: Problem[] = [];
  const report = (rule: string, path: DocPath, found: ExpressionProblem): void => {
    problems.push(problemOf(rule, sourced.file, { ...sourced.locate(path), path }, found));
  };
  const parts = compileParts(sourced, models, report);
  if (parts === null || problems.length > 0) return { ok: false, problems };
  return { ok: true, flow: runnable(sourced.value, parts) };
}

type Report = (rule: string, path: DocPath, found: ExpressionProblem) => void;

function compileParts({ file, value: { spec } }: Sourced<Flow>, models: Models, report: Report): Parts | null {
  const fields = models.fields(spec.source.model);
  if (fields === undefined) {
    report('flow.model', ['spec', 'source', 'model'], {
      message: `unknown model '${spec.source.model}'`,
      expected: `one of ${models.names.join(', ')}`,
      hint: suggestion(spec.source.model, models.names),
    });
    return null;
  }
  const { model } = spec.source;
  let when: Condition | null = null;
  if (spec.when !== undefined) {
    const condition = compileCondition(spec.when, model, fields);
    if (condition.ok) when = condition.value;
    else for (const problem of condition.problems) report('flow.expression', ['spec', 'when'], problem);
  }
  const correlate: Path[] = [];
  for (const [i, text] of spec.correlate.entries()) {
    const path = parsePath(text, fields);
    if (path.ok) correlate.push(path.path);
    else report('flow.path', ['spec', 'correlate', i], { message: path.message, hint: path.hint, expected: path.expected });
  }
  const rules: CompiledRule[] = [];
  for (const [i, rule] of spec.route.entries()) {
    const compiled = compileRule(rule, model, fields);
    if (compiled.ok) rules.push(compiled.rule);
    else {
      const id = compiled.key[0] === 'when' ? 'flow.expression' : 'flow.path';
      for (const problem of compiled.problems) report(id, ['spec', 'route', i, ...compiled.key], problem);
    }
  }
  const between = { model, fields, target: models.fields(spec.target.model), maps: valueMapsOf(file, spec.valueMaps) };
  const rows: CompiledRow[] = [];
  for (const [i, row] of spec.map.entries()) {
    const compiled = compileRow(row, between);
    if (compiled.ok) rows.push(compiled.row);
    else {
      const id = compiled.key === 'expr' ? 'flow.expression' : 'flow.path';
      for (const problem of compiled.problems) report(id, ['spec', 'map', i, compiled.key], problem);
    }
  }
  const want = compileWant(spec, fields);
  if (!want.ok) {
    report('flow.path', want.at, want.problem);
    return null;
  }
  return { when, correlate, rules, rows, want: want.value };
}

function runnable({ metadata: { name }, spec }: Flow, parts: Parts): CompiledFlow {
  const { when, correlate, rules, rows, want } = parts;
  const absent = spec.pattern === 'configuration-synchronization' ? 'clear' : 'omit';
  const matches = (record: unknown): boolean => {
    try {
      return when === null || when.test(record) === true;
    } catch (error) {
      if (error instanceof CelError) return true;
      throw error;
    }
  };
  const contribute = (record: unknown): Contributed => {
    let first: Because = { rule: 'when', why: 'every record of the source' };
    try {
      if (when !== null) first = { rule: 'when', why: when.why(record) };
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return review('flow.expression', {
        message: `${name}: 'when' can't be decided: ${error.message}`,
        field: 'when',
        excerpt: when?.text ?? '',
      });
    }
    const targetKey = targetKeyOf(correlate, record);
    if (targetKey === null) {
      const keys = correlate.map((path) => path.text).join(', ');
      return review('flow.key.missing', {
        message: `${name}: none of ${keys} has a value, so the target record can't be named`,
        field: keys,
      });
    }
    const routed = route(name, rules, record);
    if (routed.kind === 'review') return routed;
    const ticket = applyRows(name, rows, record, routed.values, absent);
    if (isReview(ticket)) return ticket;
    return { kind: 'contribution', targetKey, ...want(record, ticket, routed.values), explanation: [first, ...routed.explanation] };
  };
  const { pattern, source, target, failures, parkedHead } = spec;
  return { name, pattern, source, target, failures, parkedHead, demands: when?.demands ?? [], matches, contribute };
}
