import { spawn } from 'node:child_process';
import { closeSync, openSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorText, LocalStackError } from './errors.ts';
import { lastLines, readJson, writeAtomically } from './files.ts';
import { isAlive, type Owner, ownerFrom, startTimeOf } from './owner.ts';

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly logFile: string;
  /** Holds pid and start time while the process lives, for a later start to recognise an orphan. */
  readonly pidFile: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** What makes this server stop cleanly. */
  readonly stopSignal: NodeJS.Signals;
}

export interface Child {
  readonly pid: number;
  readonly running: boolean;
  /** How it ended, once it has. */
  readonly ended: string | undefined;
  /** Sends a signal; false when the process is gone. */
  signal(signal: NodeJS.Signals): boolean;
  /** Waits at most `limitMs` for its end; true when it has ended. */
  waitForEnd(limitMs: number): Promise<boolean>;
  /** Stop signal, then SIGKILL after the bound. */
  stop(): Promise<void>;
}

const stopLimitMs = 15_000;
const killLimitMs = 5_000;

/**
 * Starts a server in its own process group, so that Ctrl-C in the terminal reaches us and not it, and we stop in order.
 * It does not keep our event loop alive. `onLoss` hears of an end that nobody here asked for. Throws `startFailed` when it cannot be executed.
 */
export async function startChild(spec: ChildSpec, onLoss: (how: string) => void): Promise<Child> {
  const log = openSync(spec.logFile, 'a', 0o600);
  let ended: string | undefined;
  let asked = false;
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', log, log],
    detached: true,
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  child.on('exit', (code, signal) => {
    ended = signal === null ? `exit code ${code}` : `signal ${signal}`;
    rmSync(spec.pidFile, { force: true });
    if (!asked) onLoss(ended);
  });
  try {
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  } catch (cause) {
    const hint = `see that ${spec.command} can be executed`;
    throw new LocalStackError({ code: 'startFailed', message: `${spec.name} did not start: ${errorText(cause)}`, hint }, { cause });
  } finally {
    closeSync(log);
  }
  const pid = child.pid ?? 0;
  writeAtomically(spec.pidFile, JSON.stringify({ pid, started: startTimeOf(pid) ?? 'unknown' }));
  child.unref();
  const waitForEnd = (limitMs: number): Promise<boolean> => until(() => ended !== undefined, limitMs);
  return {
    pid,
    get running() {
      return ended === undefined;
    },
    get ended() {
      return ended;
    },
    signal: (signal) => {
      asked = true;
      return ended === undefined && child.kill(signal);
    },
    waitForEnd,
    stop: async () => {
      asked = true;
      child.kill(spec.stopSignal);
      // A server stopped by SIGSTOP would never see the signal above.
      child.kill('SIGCONT');
      if (await waitForEnd(stopLimitMs)) return;
      child.kill('SIGKILL');
      await waitForEnd(killLimitMs);
    },
  };
}

/** Polls a condition until it holds; false when the limit passes first. */
export async function until(condition: () => boolean | Promise<boolean>, limitMs: number, pauseMs = 25): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() > end) return false;
    await sleep(pauseMs);
  }
}

/**
 * Waits until a fresh server answers its health question. Throws `startFailed` with the end of its log when it ends or
 * stays silent for `limitMs`.
 */
export async function waitUntilHealthy(spec: ChildSpec, child: Child, isHealthy: () => Promise<boolean>, limitMs: number): Promise<void> {
  const done = await until(async () => !child.running || (await isHealthy()), limitMs, 50);
  if (done && child.running) return;
  const what = child.running ? `did not answer within ${limitMs / 1000} s` : `ended at once (${child.ended})`;
  await child.stop();
  throw new LocalStackError({
    code: 'startFailed',
    message: `${spec.name} ${what}; the end of its log: ${lastLines(spec.logFile, 5) || 'empty'}`,
    hint: `read ${spec.logFile}`,
  });
}

/** Ends what a killed run left behind: exactly the process named by pid and start time, and nothing else. */
export async function endOrphan(
  name: string,
  pidFile: string,
  stopSignal: NodeJS.Signals,
  onProgress: (line: string) => void,
): Promise<void> {
  const owner: Owner | undefined = ownerFrom(readJson(pidFile));
  if (owner && isAlive(owner)) {
    onProgress(`ending ${name} (pid ${owner.pid}), left running by a run that was killed`);
    process.kill(owner.pid, stopSignal);
    process.kill(owner.pid, 'SIGCONT');
    if (!(await until(() => !isAlive(owner), stopLimitMs))) {
      process.kill(owner.pid, 'SIGKILL');
      await until(() => !isAlive(owner), killLimitMs);
    }
  }
  rmSync(pidFile, { force: true });
}
