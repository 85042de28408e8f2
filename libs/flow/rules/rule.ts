/** A rule that a workspace is held to. The table of all of them is what `check` follows, the page of design standards, and what the tests break one by one. */
export interface CheckRule {
  readonly id: string;
  readonly severity: 'error' | 'warning';
  /** Why the rule is there, in plain words. */
  readonly reason: string;
  /** A piece of a workspace that keeps the rule, and the same piece breaking it. */
  readonly good: string;
  readonly bad: string;
  /** What check expects, and what to do: where a finding has nothing more exact to say. */
  readonly expected: string;
  readonly next: string;
  /** A standard may be waived for a time, by somebody who answers for it; what keeps a flow from running right may not. */
  readonly waivable: boolean;
}

export type RuleText = Pick<CheckRule, 'reason' | 'good' | 'bad' | 'expected' | 'next'>;

export const error = (id: string, text: RuleText): CheckRule => ({ id, severity: 'error', ...text, waivable: false });
export const warning = (id: string, text: RuleText): CheckRule => ({ id, severity: 'warning', ...text, waivable: true });
export const waivable = (rule: CheckRule): CheckRule => ({ ...rule, waivable: true });
