/** As much of JQL as finds a record by what it carries: clauses joined by AND, then ORDER BY. Anything else is refused, as the site does. */
import { recordOf } from '#simulators/kit';
import { type Issue, labelsOf } from './issue.ts';
import { statusOf } from './workflow.ts';

export type Jql =
  | { readonly clauses: readonly Clause[]; readonly label?: string; readonly order: 'updated' | null }
  | { readonly error: string };

interface Clause {
  readonly field: string;
  readonly value: string;
}

/** A number of milliseconds since 1970; texts are dates in the time zone of a user, which no stand-in has. */
const SINCE = /^\s*(updated)\s*>=\s*(\d{1,15})\s*/i;

const CLAUSE =
  /^\s*(project|labels|status|key|id|issue\.property\[[\w.-]+\]\.[\w.]+)\s*=\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[\w-]+)\s*/i;

const unquote = (text: string): string => (/^["']/.test(text) ? text.slice(1, -1).replace(/\\(.)/g, '$1') : text);

export function parseJql(jql: string): Jql {
  const order = /\s+ORDER\s+BY\s+updated(\s+ASC)?\s*$/i.test(jql) ? 'updated' : null;
  let rest = jql.replace(/\s+ORDER\s+BY\s+[\w\s,]+$/i, '');
  const clauses: Clause[] = [];
  while (rest !== '' || clauses.length === 0) {
    const found = CLAUSE.exec(rest) ?? SINCE.exec(rest);
    if (found === null) return { error: `Error in the JQL Query: Expecting a clause near '${rest.slice(0, 40)}'.` };
    clauses.push({ field: found[1] ?? '', value: unquote(found[2] ?? '') });
    rest = rest.slice(found[0].length);
    if (rest === '') break;
    if (!/^AND\s/i.test(rest)) return { error: `Error in the JQL Query: Expecting either 'OR' or 'AND' but got '${rest.slice(0, 20)}'.` };
    rest = rest.slice(4);
  }
  const label = clauses.find((clause) => clause.field.toLowerCase() === 'labels')?.value;
  return { clauses, order, ...(label !== undefined && { label }) };
}

function property(issue: Issue, field: string): string {
  const [, name = '', path = ''] = /^issue\.property\[([\w.-]+)\]\.([\w.]+)$/i.exec(field) ?? [];
  let value: unknown = issue.properties[name];
  for (const part of path.split('.')) value = recordOf(value)[part];
  return typeof value === 'string' ? value : '';
}

export function matches(clauses: readonly Clause[], issue: Issue): boolean {
  return clauses.every(({ field, value }) => {
    const name = field.toLowerCase();
    if (name === 'updated') return Date.parse(issue.updated) >= Number(value);
    if (name === 'labels') return labelsOf(issue).includes(value);
    if (name === 'project') return issue.key.startsWith(`${value.toUpperCase()}-`);
    if (name === 'status') return statusOf(issue.status).name.toLowerCase() === value.toLowerCase();
    if (name === 'key' || name === 'id') return issue.key === value.toUpperCase() || issue.id === value;
    return property(issue, field) === value;
  });
}

/** Oldest change first, where that is asked for; as the index has them otherwise. */
export function ordered(order: 'updated' | null, issues: readonly Issue[]): readonly Issue[] {
  return order === null ? issues : issues.toSorted((a, b) => Date.parse(a.updated) - Date.parse(b.updated));
}
