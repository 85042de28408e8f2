import type { Sourced } from '../parse.ts';
import { type DocPath, type Finding, type Problem, problemOf } from '../problem.ts';

/** Notes a finding of a rule at a place of one document. */
export type Report = (rule: string, path: DocPath, finding: Finding) => void;

export function reporter({ file, locate }: Pick<Sourced<unknown>, 'file' | 'locate'>, into: Problem[]): Report {
  return (rule, path, finding) => {
    into.push(problemOf(rule, file, { ...locate(path), path }, finding));
  };
}
