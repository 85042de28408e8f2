import { type Command, type CommandOptions, InvalidArgumentError, Option } from 'commander';
import { toCliError } from './errors.ts';
import { type ExitCode, exitCodeHelp } from './exit-codes.ts';
import { type Format, type Io, plain, print, type Result } from './output.ts';

/** What a verb is given besides its own arguments. */
export interface Verb {
  readonly io: Io;
  /** Called once, when the verb has ended. A verb that keeps running never calls it. */
  readonly ended: (code: ExitCode) => void;
}

export interface VerbOptions {
  readonly output: Format;
  readonly debug?: boolean;
}

/** Adds what every verb has: -o, --debug, examples. `isDefault`: run when the parent is called without a verb of its own. */
export function addVerb(
  parent: Command,
  usage: string,
  summary: string,
  examples: readonly string[],
  options: CommandOptions = {},
): Command {
  return parent
    .command(usage, options)
    .summary(summary)
    .description(summary)
    .addOption(
      new Option('-o, --output <format>', 'one JSON object on standard output, or text').choices(['table', 'json']).default('table'),
    )
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', `\nExamples:\n${examples.map((line) => `  $ ${line}`).join('\n')}\n\n${exitCodeHelp}`);
}

/** Adds where the connections of a verb come from. */
export function addData(command: Command): Command {
  return command.option('--data <dir>', 'data of the laptop stack, asked where the environment names no servers', '.junctor');
}

/** A whole number of an option, within bounds. Throws commander's error, which ends with the usage code. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) throw new InvalidArgumentError(`A whole number from ${least} to ${most}.`);
    return value;
  };
}

/** Runs a verb's work and prints what it found, or why it could not; null means that the process goes on. */
export async function runVerb({ io, ended }: Verb, options: VerbOptions, work: () => Promise<Result | null>): Promise<void> {
  try {
    const result = await work();
    if (result === null) return;
    print(io, options.output, result);
    ended(result.code);
  } catch (thrown) {
    const error = await toCliError(thrown);
    io.err(`junctor: ${plain(error.message, 2_000)}\n  next: ${plain(error.hint, 500)}\n`);
    if (options.debug) io.err(`${stackOf(error)}\n`);
    if (options.output === 'json')
      io.out(`${JSON.stringify({ ok: false, error: { message: error.message, hint: error.hint, code: error.code } })}\n`);
    ended(error.code);
  }
}

function stackOf(error: Error): string {
  const { cause } = error;
  return cause instanceof Error ? (cause.stack ?? cause.message) : (error.stack ?? error.message);
}
