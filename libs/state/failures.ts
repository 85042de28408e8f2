import { type Failure, type FailureClass, FailureError, type FailureScope } from '#libs/failures';

interface Rule {
  readonly code: RegExp;
  readonly class: FailureClass;
  readonly scope: FailureScope;
  readonly hint?: string;
}

/**
 * What Postgres says (SQLSTATE, PostgreSQL manual appendix A) and what the socket says (Node error codes), as failures.
 * The first matching row counts. Anything not listed is a bug of ours.
 */
const RULES: readonly Rule[] = [
  {
    code: /^(40001|40P01|55P03|57014|25P03|25P04)$/,
    class: 'transient',
    scope: 'system',
    hint: 'The transaction left nothing; run it again.',
  },
  { code: /^25006$/, class: 'down', scope: 'system', hint: 'This is a read-only standby; decisions need the primary.' },
  { code: /^(08...|57P..|58...)$/, class: 'down', scope: 'system' },
  { code: /^53...$/, class: 'down', scope: 'system', hint: 'Postgres is out of connections, memory or disk.' },
  { code: /^28...$/, class: 'auth', scope: 'credential', hint: 'Check user and password in DATABASE_URL.' },
  { code: /^3D...$/, class: 'invalid', scope: 'system', hint: 'Create the database named in DATABASE_URL.' },
  { code: /^42(P01|703)$/, class: 'bug', scope: 'system', hint: 'The schema is older than this program: has migrate() run?' },
  { code: /^(22|23)...$/, class: 'bug', scope: 'record' },
  { code: /^(ECONN\w+|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|ENOENT)$/, class: 'down', scope: 'system' },
];

/** Messages that pg, pg-pool and the end of a transaction (pool.ts) throw without a code. */
const CONNECTION_LOST =
  /connection terminated|connection lost|timeout exceeded when trying to connect|client has encountered a connection error|not queryable|pool after calling end/i;

/** Any error of a database call as a `FailureError`; a `FailureError` (from a fold, say) passes unchanged. */
export function databaseFailure(thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown;
  return new FailureError(failureOf(thrown), { cause: thrown });
}

/** Looks at the shape, not at `instanceof`: errors of Node's own modules belong to another realm where tests run in one. */
function failureOf(thrown: unknown): Failure {
  const code = codeOf(thrown);
  const text = textOf(thrown, 'message');
  const message = `Postgres: ${text || code || String(thrown)}`;
  const rule = code === undefined ? undefined : RULES.find((each) => each.code.test(code));
  if (rule !== undefined) {
    const evidence = { message, ...(code === undefined ? {} : { code }), ...(rule.hint === undefined ? {} : { hint: rule.hint }) };
    return { class: rule.class, scope: rule.scope, evidence };
  }
  if (CONNECTION_LOST.test(text)) return { class: 'down', scope: 'system', evidence: { message } };
  const excerpt = textOf(thrown, 'stack').slice(0, 500);
  return { class: 'bug', scope: 'record', evidence: { message, excerpt, ...(code === undefined ? {} : { code }) } };
}

/** The code of the error, or of the first of several (Node tries every address of a host and throws them together). */
function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'errors' in error && Array.isArray(error.errors) ? codeOf(error.errors[0]) : undefined;
}

function textOf(thrown: unknown, name: 'message' | 'stack'): string {
  if (typeof thrown !== 'object' || thrown === null) return String(thrown);
  const text: unknown = Reflect.get(thrown, name);
  return typeof text === 'string' ? text : '';
}
