/** What can stop the laptop stack, as a closed list: callers and tests match on the code, people read message and hint. */
export type LocalStackErrorCode =
  | 'javaMissing'
  | 'javaTooOld'
  | 'mavenMissing'
  | 'postgresMissing'
  | 'postgresUser'
  | 'platform'
  | 'portTaken'
  | 'diskFull'
  | 'locked'
  | 'notWritable'
  | 'dataVersion'
  | 'downloadFailed'
  | 'startFailed'
  | 'notRunning'
  | 'noTestStack';

/** One finding of `checkTools`, also the body of every `LocalStackError`: one line each, no secrets. */
export interface Problem {
  readonly code: LocalStackErrorCode;
  /** What is wrong, in one line. */
  readonly message: string;
  /** What the reader can do next, in one line. */
  readonly hint: string;
}

/** The only error this folder throws on purpose; `error.message` is "message (hint)". */
export class LocalStackError extends Error implements Problem {
  override readonly name = 'LocalStackError';
  readonly code: LocalStackErrorCode;
  readonly hint: string;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.message} (${problem.hint})`, options);
    this.code = problem.code;
    this.hint = problem.hint;
  }
}

/** The ways on that need nothing of what is missing; ends most hints. */
export const elsewhere = 'use docker compose, or set KAFKA_BROKERS, SCHEMA_REGISTRY_URL and DATABASE_URL to servers you have';

/** Node's error code (ENOENT, EACCES, ...) of anything thrown; undefined when it has none. */
export function errorCode(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** Text of anything thrown. */
export function errorText(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
