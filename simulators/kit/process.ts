/** A simulator as a process of its own: one JSON line when ready, a clean end on SIGTERM or SIGINT. */
import { parseArgs } from 'node:util';

export interface OptionSpec {
  readonly describe: string;
  readonly fallback?: string;
}

/** Reads `--name value` options; prints the list and exits 0 on --help, exits 2 with one line on an unknown one. */
export function readOptions<N extends string>(
  simulator: string,
  specs: Readonly<Record<N, OptionSpec>>,
): Readonly<Record<N, string | undefined>> {
  const names = Object.keys(specs) as N[];
  const options: Record<string, { type: 'string' | 'boolean' }> = { help: { type: 'boolean' } };
  for (const name of names) options[name] = { type: 'string' };
  try {
    const { values } = parseArgs({ options, strict: true, allowPositionals: false });
    if (values.help === true) {
      const lines = names.map((name) => `  --${name.padEnd(20)} ${specs[name].describe}`);
      process.stdout.write(`Simulator of ${simulator}\n${lines.join('\n')}\n`);
      process.exit(0);
    }
    return Object.fromEntries(names.map((name) => [name, values[name] ?? specs[name].fallback])) as Record<N, string | undefined>;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

/** A number option; throws a readable RangeError otherwise. */
export function numberOption(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < 0) throw new RangeError(`--${name} takes a number, not "${text}"`);
  return value;
}

export interface Stoppable {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts, prints `{"simulator","url","pid"}` on standard output, and stops on SIGTERM or SIGINT; exit code 1 when it can't start. */
export async function runSimulator(simulator: string, start: () => Promise<Stoppable>): Promise<void> {
  try {
    const running = await start();
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      running.close().then(
        () => process.exit(0),
        (error: unknown) => fail(simulator, error),
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ simulator, url: running.url, pid: process.pid })}\n`);
  } catch (error) {
    fail(simulator, error);
  }
}

function fail(simulator: string, error: unknown): never {
  process.stderr.write(`simulator ${simulator}: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
