/** The thread's side of isolation.ts: loads the stage's module once, says so, then answers one decision a question. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Decision, Message } from './contract.ts';
import { revived } from './revive.ts';

/** What the thread says. */
export type Said =
  | { readonly kind: 'ready' }
  | { readonly kind: 'decided'; readonly decision: Decision }
  | { readonly kind: 'threw'; readonly name: string; readonly message: string; readonly stack: string };

interface IsolatedModule {
  isolated(data: unknown): (message: Message<unknown>, context: unknown) => Decision;
}

const { module, data } = workerData as { module: string; data: unknown };
const loaded = (await import(module)) as IsolatedModule;
const decide = loaded.isolated(data);
const say = (said: Said): void => parentPort?.postMessage(said);

parentPort?.on('message', ({ message, context }: { message: Message<unknown>; context: unknown }) => {
  try {
    say({ kind: 'decided', decision: decide(revived(message) as Message<unknown>, revived(context)) });
  } catch (thrown) {
    const { name, message: text, stack = '' } = thrown instanceof Error ? thrown : new Error(String(thrown));
    say({ kind: 'threw', name, message: text, stack });
  }
});
say({ kind: 'ready' });
