/** Starts a simulator as the process it is in a demo, for tests and rehearsals. Never used by a service. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface RunningSimulator {
  readonly url: string;
  readonly pid: number;
  /** GET /__sim/<what>; POST when a body is given. */
  control(what: string, body?: object): Promise<unknown>;
  /** SIGTERM, then waits for the end. SIGKILL is how a crash is rehearsed. */
  stop(signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

function launchArguments(name: string): readonly string[] {
  const fromSource = import.meta.url.endsWith('.ts');
  const main = fileURLToPath(new URL(`../../simulators/${name}/main.${fromSource ? 'ts' : 'js'}`, import.meta.url));
  return fromSource ? ['--conditions=junctor-source', main] : [main];
}

/** The first line of standard output; rejects when the process ends before it, or is late. */
async function firstLine(child: ChildProcess, name: string): Promise<string> {
  if (child.stdout === null) throw new Error(`simulator ${name} has no standard output`);
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`simulator ${name} ended with code ${String(code)} before it was ready`);
  });
  const [line] = (await Promise.race([once(lines, 'line', { signal: AbortSignal.timeout(START_TIMEOUT_MS) }), ended])) as [string];
  ended.catch(() => undefined); // from here on an end is what `stop` waits for
  return line;
}

/** `args` are command line options, as in `--search-lag 500`. */
export async function launchSimulator(name: string, args: readonly string[] = []): Promise<RunningSimulator> {
  const child = spawn(process.execPath, [...launchArguments(name), '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const { url } = JSON.parse(await firstLine(child, name)) as { url: string };
  return {
    url,
    pid: child.pid ?? 0,
    async control(what, body) {
      const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
      return (await fetch(`${url}/__sim/${what}`, init)).json();
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      await exited;
    },
  };
}
