import { ConfigError } from '#libs/config';
import { FailureError } from '#libs/failures';
import { WorkspaceError } from '#libs/flow';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** An end that a person can act on: one line of what is wrong, one of what to do next. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ExitCode;
  readonly hint: string;

  constructor(code: ExitCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}

/** Anything thrown, as what the command line says about it. The cause stays attached for --debug. */
export async function toCliError(thrown: unknown): Promise<CliError> {
  if (thrown instanceof CliError) return thrown;
  if (thrown instanceof ConfigError)
    return new CliError(exitCodes.usage, thrown.message, 'set them right in the environment', { cause: thrown });
  if (thrown instanceof WorkspaceError)
    return new CliError(exitCodes.failed, thrown.message, 'run `junctor check` for all of them', { cause: thrown });
  if (thrown instanceof FailureError) {
    const { class: kind, evidence } = thrown.failure;
    // SQLSTATE 42P01, undefined_table: nobody has ever run the line on this database.
    if (evidence.code === '42P01')
      return new CliError(
        exitCodes.notFound,
        'this database holds no tables of Junctor yet',
        'run `junctor up` once, or correct DATABASE_URL',
        { cause: thrown },
      );
    const code = kind === 'bug' ? exitCodes.bug : kind === 'invalid' ? exitCodes.failed : exitCodes.unreachable;
    return new CliError(code, evidence.message, evidence.hint ?? 'run `junctor doctor`', { cause: thrown });
  }
  // Loaded late: it brings the servers' clients with it.
  const { LocalStackError } = await import('#libs/local-stack');
  if (thrown instanceof LocalStackError) {
    const code = thrown.code === 'locked' ? exitCodes.refused : exitCodes.unreachable;
    return new CliError(code, thrown.message.replace(` (${thrown.hint})`, ''), thrown.hint, { cause: thrown });
  }
  return new CliError(
    exitCodes.bug,
    thrown instanceof Error ? thrown.message : String(thrown),
    'run again with --debug and report what it prints',
    { cause: thrown },
  );
}
