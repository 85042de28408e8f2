import { parseArgs } from 'node:util';

export type Texts = Readonly<Record<string, string | undefined>>;
export type Flags = ReadonlySet<string>;

/** A mistake in how a program was called; its message is all that is printed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Reads `--name value` and `--flag`; throws UsageError for what is not declared. */
export function readArguments(args: readonly string[], texts: readonly string[], flags: readonly string[]): { texts: Texts; flags: Flags } {
  const options: Record<string, { type: 'string' | 'boolean' }> = {};
  for (const name of texts) options[name] = { type: 'string' };
  for (const name of flags) options[name] = { type: 'boolean' };
  try {
    const { values } = parseArgs({ args: [...args], options, strict: true, allowPositionals: false });
    const given = Object.entries(values);
    return {
      texts: Object.fromEntries(given.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : []))),
      flags: new Set(given.flatMap(([name, value]) => (value === true ? [name] : []))),
    };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function required(texts: Texts, name: string): string {
  const value = texts[name];
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing`);
  return value;
}

/** A positive number; `fallback` when not given. */
export function positive(texts: Texts, name: string, fallback: number): number {
  const value = texts[name];
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`--${name} ${value}: a number above 0 was expected`);
  return number;
}

/** A positive number, or null for `max`. */
export function numberOrMax(texts: Texts, name: string, fallback: number | null): number | null {
  return texts[name] === 'max' ? null : texts[name] === undefined ? fallback : positive(texts, name, 1);
}

/** The value of the environment variable that `--name` names; null when the option is not given. */
export function fromEnvironment(texts: Texts, name: string): string | null {
  const variable = texts[name];
  if (variable === undefined) return null;
  const value = process.env[variable];
  if (value === undefined || value === '') throw new UsageError(`--${name} ${variable}: the environment variable is not set`);
  return value;
}

/** Runs a program: its result as one JSON object on standard output; exit 0, 1 (did not hold) or 2 (called wrongly). */
export async function runProgram<T extends object>(
  help: string,
  run: (args: readonly string[]) => Promise<T>,
  holds: (result: T) => boolean,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(help);
    return;
  }
  try {
    const result = await run(args);
    process.stdout.write(`${JSON.stringify(result)}\n`);
    process.exitCode = holds(result) ? 0 : 1;
  } catch (error) {
    const usage = error instanceof UsageError;
    process.stderr.write(
      usage ? `${error.message} (--help shows how)\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = usage ? 2 : 1;
  }
}
