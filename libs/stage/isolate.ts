/** The thread's side of isolation.ts: loads the stage's module once, answers one decision a question. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Decision, Message } from './contract.ts';

interface IsolatedModule {
  isolated(data: unknown): (message: Message<unknown>, context: unknown) => Decision;
}

const { module, data } = workerData as { module: string; data: unknown };
const loaded = (await import(module)) as IsolatedModule;
const decide = loaded.isolated(data);

parentPort?.on('message', ({ message, context }: { message: Message<unknown>; context: unknown }) => {
  parentPort?.postMessage(decide(revived(message) as Message<unknown>, context));
});

/** Structured cloning turns a Buffer into a Uint8Array; a stage expects the Buffer back. */
function revived(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return value.map(revived);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revived(each)]));
  return value;
}
