import { appendRules } from './append-rules.ts';
import { flowRules } from './flow-rules.ts';
import { mappingRules } from './mapping-rules.ts';
import type { CheckRule } from './rule.ts';
import { systemRules } from './system-rules.ts';
import { workspaceRules } from './workspace-rules.ts';

/** Every rule, in the order of the page of design standards. */
export const checkRules: readonly CheckRule[] = [...workspaceRules, ...systemRules, ...flowRules, ...mappingRules, ...appendRules];

const byId = new Map(checkRules.map((rule) => [rule.id, rule]));

/** Undefined when no rule goes by this id. */
export const findRule = (id: string): CheckRule | undefined => byId.get(id);

/** An unknown id is a mistake of ours and throws. */
export function ruleOf(id: string): CheckRule {
  const rule = byId.get(id);
  if (rule === undefined) throw new Error(`no check rule '${id}'`);
  return rule;
}
