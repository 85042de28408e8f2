import { concealed } from './concealed.ts';

/**
 * What can go wrong, as data: one closed union for every failure that crosses a boundary of Junctor.
 * Connectors make these from their failure table; the kernel and deliver act on them by class and scope.
 */

/** What to do about it. `bug` is never made on purpose: it is what an untyped throw becomes. */
export type FailureClass = 'transient' | 'rateLimit' | 'auth' | 'invalid' | 'down' | 'unknown' | 'bug';

/** How much is affected, smallest first: one record, one lane, one endpoint, one credential, a whole system. */
export type FailureScope = 'record' | 'lane' | 'endpoint' | 'credential' | 'system';

/** Facts for a person. Never holds a secret: header values and bodies are excerpted by the connector kit. */
export interface Evidence {
  /** One sentence in plain words. */
  readonly message: string;
  /** HTTP status, SQLSTATE or vendor code, as text. */
  readonly code?: string;
  /** At most 500 characters of what was answered. */
  readonly excerpt?: string;
  readonly field?: string;
  readonly expected?: string;
  /** What the reader can do next. */
  readonly hint?: string;
}

export interface Failure {
  readonly class: FailureClass;
  readonly scope: FailureScope;
  /** Epoch milliseconds before which a retry is pointless, as told by the destination. */
  readonly retryAt?: number;
  /** The answer does not tell whether the work was done: a gateway's 502 or 504, an error half-way. Absent when it surely was not. */
  readonly mayHaveActed?: true;
  readonly evidence: Evidence;
}

/**
 * What lies behind a failure: its name, its code and where it was thrown. What it says and holds stays away, since errors of libraries quote
 * the request or the answer they could not deal with, secrets among it; what may be shown of that is the evidence.
 */
function bare(cause: unknown): unknown {
  if (cause instanceof FailureError) return cause;
  const { name, code, stack } = (typeof cause === 'object' && cause !== null ? cause : {}) as Readonly<Record<string, unknown>>;
  const error = new Error('see the evidence of the failure');
  if (typeof name === 'string') error.name = name;
  const frames = typeof stack === 'string' ? stack.split('\n').filter((line) => /^\s+at /.test(line)) : [];
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return typeof code === 'string' ? Object.assign(error, { code }) : error;
}

/** A `Failure` on its way up a call stack. Anything else that is thrown is a bug. Of a cause only its kind and place are kept. */
export class FailureError extends Error {
  override readonly name = 'FailureError';
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.evidence.message, options?.cause === undefined ? undefined : { cause: bare(options.cause) });
    this.failure = failure;
  }
}

/** Turns anything thrown into a `Failure`; an untyped throw is a bug of ours, scoped to the record at hand, and may quote whatever it had. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return {
    class: 'bug',
    scope: 'record',
    evidence: { message: concealed(`${error.name}: ${error.message}`), excerpt: concealed(error.stack ?? '').slice(0, 500) },
  };
}
