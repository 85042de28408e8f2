import { readFileSync } from 'node:fs';
import { certificateProblem, errorCode, type OwnCertificates } from '#libs/connector-kit';
import { type Problem, problemOf, type System, type Workspace } from '#libs/flow';

const FIELDS = ['ca', 'certificate', 'key'] as const;

type Note = (rule: string, path: readonly string[], finding: Parameters<typeof problemOf>[3]) => void;

/** What can be read here; a variable of the environment is known only where deliveries are sent. */
function textsOf({ tls = {} }: System['spec'], note: Note): OwnCertificates {
  const texts: Record<string, string> = {};
  for (const field of FIELDS) {
    const path = /^file:(.+)$/s.exec(tls[field] ?? '')?.[1];
    if (path === undefined) continue;
    try {
      texts[field] = readFileSync(path, 'utf8');
    } catch (error) {
      note('system.tls.file', ['spec', 'tls', field], { message: `the file cannot be read here (${errorCode(error)})` });
    }
  }
  return texts;
}

/** Certificates and keys that can't be used, as far as their files are at hand, each at its place in the file of its system. */
export function certificateProblems({ systems }: Workspace, now: number): Problem[] {
  const problems: Problem[] = [];
  for (const { file, value, locate } of systems) {
    const note: Note = (rule, path, finding) => problems.push(problemOf(rule, file, { ...locate(path), path }, finding));
    const found = certificateProblem(textsOf(value.spec, note), now);
    if (found === null) continue;
    const { field, ...finding } = found;
    note('system.tls.pem', ['spec', 'tls', field], finding);
  }
  return problems;
}
