import type { Sourced } from '../parse.ts';
import { type DocPath, fieldText, type Problem } from '../problem.ts';
import { severityOf } from './rules.ts';

export interface Finding {
  readonly message: string;
  readonly expected?: string | null;
  readonly hint?: string | null;
}

/** Notes a finding of a rule at a place of one document. */
export type Report = (rule: string, path: DocPath, finding: Finding) => void;

export function reporter({ file, locate }: Pick<Sourced<unknown>, 'file' | 'locate'>, into: Problem[]): Report {
  return (rule, path, { message, expected = null, hint = null }) => {
    into.push({ rule, file, ...locate(path), field: fieldText(path), message, expected, hint, severity: severityOf(rule) });
  };
}
