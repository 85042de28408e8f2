import { ruleOf } from './rules/rules.ts';

/** What is wrong with a workspace, as data: one entry a finding, all findings at once. */
export interface Problem {
  /** Id of the rule in `checkRules`. */
  readonly rule: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
  /** Where in the document, e.g. `spec.map[2].from`; empty for the whole file. */
  readonly field: string;
  readonly message: string;
  readonly expected: string;
  /** What to do next, often the nearest name or value. */
  readonly hint: string;
  /** A warning does not refuse the workspace. */
  readonly severity: 'error' | 'warning';
}

/** Keys and list positions from the document's root. */
export type DocPath = readonly (string | number)[];

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds where a value stands in its file; falls back to the nearest parent that exists. */
export type Locate = (path: DocPath) => Position;

/** `['spec','map',2,'from']` -> `spec.map[2].from`. */
export function fieldText(path: DocPath): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** What was found; `expected` and `hint` where there is something more exact to say than the rule does. */
export interface Finding {
  readonly message: string;
  readonly expected?: string | null;
  readonly hint?: string | null;
}

/** A finding of a rule at a place of a file. An unknown rule is a mistake of ours and throws. */
export function problemOf(rule: string, file: string, at: Position & { readonly path: DocPath }, finding: Finding): Problem {
  const { severity, expected, next } = ruleOf(rule);
  const { line, column, path } = at;
  return {
    ...{ rule, file, line, column, field: fieldText(path), message: finding.message },
    ...{ expected: finding.expected ?? expected, hint: finding.hint ?? next, severity },
  };
}

/** Thrown where a workspace that was never checked turns out not to compile. Carries every problem found. */
export class WorkspaceError extends Error {
  override readonly name = 'WorkspaceError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    const first = problems[0];
    super(first === undefined ? 'workspace refused' : `${first.file}:${first.line}:${first.column} ${first.field}: ${first.message}`);
    this.problems = problems;
  }
}
