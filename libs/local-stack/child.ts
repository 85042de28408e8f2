import { type ChildProcess, spawn } from 'node:child_process';
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
  const end: End = { how: undefined, asked: false };
  const child = spawn(spec.command, spec.args, {
    cwd: spec.cwd,
    env: spec.env,
    stdio: ['ignore', log, log],
    detached: true,
    ...(spec.uid === undefined ? {} : { uid: spec.uid }),
    ...(spec.gid === undefined ? {} : { gid: spec.gid }),
  });
  child.on('exit', (code, signal) => {
    end.how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    rmSync(spec.pidFile, { force: true });
    if (!end.asked) onLoss(end.how);
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
  // A process that ended already has removed its file; a start time of nobody would only mislead the next start.
  if (end.how === undefined) writeAtomically(spec.pidFile, JSON.stringify({ pid, started: startTimeOf(pid) ?? 'unknown' }));
  child.unref();
  return handleOf(child, pid, end, spec.stopSignal);
}

interface End {
  how: string | undefined;
  /** Whether we sent any signal; an end without one is a loss. */
  asked: boolean;
}

function handleOf(child: ChildProcess, pid: number, end: End, stopSignal: NodeJS.Signals): Child {
  const waitForEnd = (limitMs: number): Promise<boolean> => until(() => end.how !== undefined, limitMs);
  const signal = (name: NodeJS.Signals): boolean => {
    end.asked = true;
    return end.how === undefined && child.kill(name);
  };
  return {
    pid,
    get running() {
      return end.how === undefined;
    },
    get ended() {
      return end.how;
    },
    signal,
    waitForEnd,
    stop: async () => {
      signal(stopSignal);
      // A server frozen by SIGSTOP would never see the signal above.
      signal('SIGCONT');
      if (await waitForEnd(stopLimitMs)) return;
      signal('SIGKILL');
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
