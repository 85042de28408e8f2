import { Worker } from 'node:worker_threads';
import type { Decision, Message } from './contract.ts';
import type { Said } from './isolate.ts';
import { revived } from './revive.ts';

/** ended = the decision ended its thread: out of memory, out of stack, an exit, or past the time it had. unstarted = no thread to ask. */
export type Isolated =
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'threw'; readonly error: Error }
  | { readonly kind: 'ended'; readonly reason: string }
  | { readonly kind: 'unstarted'; readonly reason: string };

export interface IsolatedDecider {
  /** Never rejects. One question at a time. */
  decide(message: Message<unknown>, context: unknown): Promise<Isolated>;
  close(): Promise<void>;
}

export interface IsolationOptions {
  /** Time for one decision, milliseconds. */
  readonly timeoutMs?: number;
  /** Time to load the stage in a new thread, milliseconds: it is not the message's, and a busy machine is slow at it. */
  readonly startMs?: number;
}

const limits = { maxOldGenerationSizeMb: 256, stackSizeMb: 4 };

/** A module beside the given one, by its name without extension: the same code runs from source and from the build. */
export function siblingModule(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/** Runs a stage's pure step in a thread of its own, so that what kills it does not kill the process. */
export function createIsolatedDecider(
  isolation: { readonly module: URL; readonly data: unknown },
  options: IsolationOptions = {},
): IsolatedDecider {
  const { timeoutMs = 5_000, startMs = 60_000 } = options;
  const script = siblingModule(import.meta.url, 'isolate');
  let worker: Worker | null = null;

  async function end(): Promise<void> {
    const ended = worker;
    worker = null;
    await ended?.terminate();
  }

  async function started(): Promise<Worker> {
    if (worker) return worker;
    const opened = new Worker(script, { workerData: { module: isolation.module.href, data: isolation.data }, resourceLimits: limits });
    worker = opened;
    // A thread may also end between two questions: nobody is to blame then, and the next question gets a new one.
    opened.on('error', () => undefined);
    opened.on('exit', () => {
      if (worker === opened) worker = null;
    });
    await nextWord(opened, startMs);
    return opened;
  }

  return {
    async decide(message, context) {
      let asked: Worker;
      try {
        asked = await started();
        asked.postMessage({ message, context });
      } catch (error) {
        await end();
        return { kind: 'unstarted', reason: String(error) };
      }
      try {
        const said = await nextWord(asked, timeoutMs);
        if (said.kind === 'threw')
          return { kind: 'threw', error: Object.assign(new Error(said.message), { name: said.name, stack: said.stack }) };
        if (said.kind === 'decided') return { kind: 'decided', decision: revived(said.decision) as Decision };
        return { kind: 'ended', reason: 'the deciding thread started again' };
      } catch (error) {
        await end();
        return { kind: 'ended', reason: `the message ended the thread that decided it: ${String(error)}` };
      }
    },
    close: end,
  };
}

function nextWord(worker: Worker, withinMs: number): Promise<Said> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error(`no answer within ${withinMs} ms`))), withinMs);
    const onMessage = (said: Said): void => settle(() => resolve(said));
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (code: number): void => settle(() => reject(new Error(`the deciding thread ended with code ${code}`)));
    function settle(then: () => void): void {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      then();
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}
