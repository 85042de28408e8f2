/** Routing rules, compiled: first match wins, and the decision is told in words. */
import { CelError, type Condition, compileCondition } from './cel.ts';
import type { ExpressionProblem } from './cel-rewrite.ts';
import type { Fields } from './fields.ts';
import { compileTemplate } from './operand.ts';
import { type ReviewResult, review } from './review.ts';
import type { Rule } from './schema/flow.ts';
import type { Render } from './template.ts';

export interface Because {
  readonly rule: string;
  readonly why: string;
}

export interface CompiledRule {
  readonly name: string;
  /** Null: the otherwise rule. */
  readonly when: Condition | null;
  readonly set: readonly (readonly [string, Render])[];
}

export type Routed =
  | { readonly kind: 'routed'; readonly values: Readonly<Record<string, string>>; readonly explanation: readonly Because[] }
  | ReviewResult;

type RuleResult =
  | { readonly ok: true; readonly rule: CompiledRule }
  | { readonly ok: false; readonly key: readonly string[]; readonly problems: readonly ExpressionProblem[] };

export function compileRule(rule: Rule, model: string, fields: Fields): RuleResult {
  let when: Condition | null = null;
  if (rule.when !== undefined) {
    const condition = compileCondition(rule.when, model, fields);
    if (!condition.ok) return { ok: false, key: ['when'], problems: condition.problems };
    when = condition.value;
  }
  const set: [string, Render][] = [];
  for (const [name, text] of Object.entries(rule.set)) {
    const template = compileTemplate(text, fields);
    if (!template.ok) return { ok: false, key: ['set', name], problems: [template.problem] };
    set.push([name, template.value.render]);
  }
  return { ok: true, rule: { name: rule.name, when, set } };
}

const noValues: Readonly<Record<string, string>> = {};

/** Evaluates the rules in order. The explanation lists the rules that did not match, each with the part that decided, then the one that did. */
export function route(flow: string, rules: readonly CompiledRule[], record: unknown): Routed {
  const explanation: Because[] = [];
  for (const rule of rules) {
    try {
      if (rule.when !== null && rule.when.test(record) !== true) {
        explanation.push({ rule: rule.name, why: `did not match: ${rule.when.why(record)}` });
        continue;
      }
      explanation.push({ rule: rule.name, why: rule.when === null ? 'matched: no earlier rule did' : `matched: ${rule.when.why(record)}` });
    } catch (error) {
      if (!(error instanceof CelError)) throw error;
      return review('flow.expression', {
        message: `${flow}: rule '${rule.name}' can't be decided: ${error.message}`,
        field: 'route',
        excerpt: rule.when?.text ?? '',
      });
    }
    const values: Record<string, string> = {};
    for (const [name, render] of rule.set) {
      const value = render(record, noValues);
      if (value !== undefined) values[name] = value;
    }
    return { kind: 'routed', values, explanation };
  }
  return { kind: 'routed', values: noValues, explanation };
}
