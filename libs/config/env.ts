import { z } from 'zod';

/** One bad variable, safe to print. */
export interface ConfigProblem {
  readonly name: string;
  /** What was there: the text itself, 'nothing', or 'a hidden value' when it may be a secret. */
  readonly got: string;
  /** What would have been right, in zod's words. */
  readonly expected: string;
}

/** All bad variables of one reading, one line each in `message`. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ name, got, expected }) => `  ${name}: got ${got}, expected ${expected}`);
    super(
      `${problems.length === 1 ? 'one environment variable is' : `${problems.length} environment variables are`} wrong:\n${lines.join('\n')}`,
    );
    this.problems = problems;
  }
}

/**
 * Reads the environment once through a zod object whose keys are variable names. An empty variable counts as not set,
 * as compose files and CI systems write "unset" that way. Throws `ConfigError` with every bad variable at once.
 */
export function readEnv<Schema extends z.ZodObject>(schema: Schema, env: NodeJS.ProcessEnv = process.env): z.output<Schema> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ConfigError(problemsOf(parsed.error.issues, given));
}

function problemsOf(issues: readonly z.core.$ZodIssue[], given: Readonly<Record<string, string | undefined>>): ConfigProblem[] {
  const byName = new Map<string, ConfigProblem>();
  for (const issue of issues) {
    const [name = '(all variables together)'] = issue.path.map(String);
    const value = given[name];
    const expected = [byName.get(name)?.expected, hide(expectedBy(issue), name, value)].filter(Boolean).join(', and ');
    byName.set(name, { name, got: shown(name, value), expected });
  }
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function expectedBy(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^Invalid (input|option): expected /, '');
}

/** A schema's own message may quote the value; for a secret that quote is cut out too. */
function hide(text: string, name: string, value: string | undefined): string {
  return value !== undefined && isSecret(name, value) ? text.replaceAll(value, '(hidden)') : text;
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return isSecret(name, value) ? 'a hidden value' : JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}...` : value);
}

/** By name, or because the value may be an address with credentials (before an `@`, or in a token-like query parameter). */
function isSecret(name: string, value: string): boolean {
  if (/SECRET|PASSWORD|PASSWD|TOKEN|KEY|CREDENTIAL/i.test(name)) return true;
  return value.includes('@') || /[?&][^=&]*(secret|password|token|key|sig)[^=&]*=/i.test(value);
}
