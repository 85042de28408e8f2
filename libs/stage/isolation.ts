import { Worker } from 'node:worker_threads';
import type { Decision, Message } from './contract.ts';

export interface IsolatedDecider {
  /** Rejects when the decision ends its thread: out of memory, out of stack, or past `timeoutMs`. */
  decide(message: Message<unknown>, context: unknown): Promise<Decision>;
  close(): Promise<void>;
}

const timeoutMs = 5_000;
const limits = { maxOldGenerationSizeMb: 256, stackSizeMb: 4 };

/** A module beside the given one, by its name without extension: the same code runs from source and from the build. */
export function siblingModule(moduleUrl: string, name: string): URL {
  return new URL(`./${name}${moduleUrl.endsWith('.ts') ? '.ts' : '.js'}`, moduleUrl);
}

/** Runs a stage's pure step in a thread of its own, so that what kills it does not kill the process. */
export function createIsolatedDecider(isolation: { readonly module: URL; readonly data: unknown }): IsolatedDecider {
  let worker: Worker | null = null;
  const script = siblingModule(import.meta.url, 'isolate');

  const open = (): Worker =>
    new Worker(script, { workerData: { module: isolation.module.href, data: isolation.data }, resourceLimits: limits });

  return {
    async decide(message, context) {
      const current = worker ?? open();
      worker = current;
      try {
        return await answerOf(current, { message, context });
      } catch (error) {
        worker = null;
        await current.terminate();
        throw error;
      }
    },
    async close() {
      await worker?.terminate();
    },
  };
}

function answerOf(worker: Worker, question: unknown): Promise<Decision> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(new Error(`no decision within ${timeoutMs} ms`))), timeoutMs);
    const onMessage = (decision: Decision): void => settle(() => resolve(decision));
    const onError = (error: Error): void => settle(() => reject(error));
    const onExit = (code: number): void => settle(() => reject(new Error(`the deciding thread ended with code ${code}`)));
    function settle(then: () => void): void {
      clearTimeout(timer);
      worker.off('message', onMessage).off('error', onError).off('exit', onExit);
      then();
    }
    worker.on('message', onMessage).on('error', onError).on('exit', onExit);
    worker.postMessage(question);
  });
}
