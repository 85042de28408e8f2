import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A program of ours as a process of its own, known by its process id. */
export interface Program {
  readonly name: string;
  readonly pid: number;
  /** The JSON line it printed when ready. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves with its exit code (128 + n for a signal) once it has ended. */
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL after `withinMs`; resolves once it has ended. */
  stop(withinMs?: number): Promise<number>;
}

export interface ProgramOptions {
  readonly name: string;
  /** Path of the built module below dist/. */
  readonly module: string;
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard error is appended here. */
  readonly logFile: string;
  readonly readyWithinMs?: number;
  /** Ends the program early, by SIGTERM. */
  readonly signal?: AbortSignal | undefined;
}

const root = new URL('../../..', import.meta.url).pathname;

/** Nothing of ours is left behind, however we end: groups of their own do not hear of it otherwise. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGTERM');
});

/** Starts a program and waits for the JSON line that says it is ready. */
export async function startProgram(options: ProgramOptions): Promise<Program> {
  const child = launch(options);
  const ended = endOf(child);
  const ready = await readyLine(child, ended, options);
  return {
    name: options.name,
    pid: child.pid ?? -1,
    ready,
    ended,
    kill: (signal) => void child.kill(signal),
    async stop(withinMs = 30_000) {
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
      const code = await ended;
      clearTimeout(timer);
      return code;
    },
  };
}

/** Runs a program to its end and returns its last JSON line; throws when it fails. */
export async function runProgram(options: ProgramOptions): Promise<Readonly<Record<string, unknown>>> {
  const child = launch(options);
  let last = '';
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.trim() !== '') last = line;
    });
  const end = (): void => void child.kill('SIGTERM');
  options.signal?.addEventListener('abort', end, { once: true });
  const code = await endOf(child);
  options.signal?.removeEventListener('abort', end);
  if (code !== 0 && !options.signal?.aborted)
    throw new Error(`${options.name} ended with code ${code}; see ${options.logFile}${last ? `; it said: ${last.slice(0, 300)}` : ''}`);
  return last === '' ? {} : (JSON.parse(last) as Record<string, unknown>);
}

function launch(options: ProgramOptions): ChildProcess {
  const child = spawn(process.execPath, [`${root}dist/${options.module}`, ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
    // A group of its own, so that Ctrl-C in the terminal reaches us first and we end it in order.
    detached: true,
  });
  const log = createWriteStream(options.logFile, { flags: 'a' });
  child.stderr?.pipe(log);
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

function endOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(127));
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
}

function readyLine(child: ChildProcess, ended: Promise<number>, options: ProgramOptions): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${options.name} ${why}; see ${options.logFile}`));
    const timer = setTimeout(() => fail(`was not ready within ${options.readyWithinMs ?? 60_000} ms`), options.readyWithinMs ?? 60_000);
    ended.then((code) => fail(`ended with code ${code} before it was ready`), reject);
    if (!child.stdout) return fail('has no standard output');
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer);
      try {
        resolve(JSON.parse(line) as Record<string, unknown>);
      } catch {
        fail(`printed something else than its ready line: ${line.slice(0, 200)}`);
      }
    });
  });
}
