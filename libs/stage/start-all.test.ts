import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createLogger } from '#libs/telemetry';
import type { Runnable } from './contract.ts';
import { startAll } from './start-all.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const logger = createLogger('test', 'silent');

/** Starts at the given try. */
function runnable(name: string, at: number, started: string[]): Runnable {
  let tries = 0;
  return {
    name,
    async start() {
      tries++;
      if (tries < at) throw new Error('no broker answers');
      started.push(name);
    },
    stop: async () => undefined,
    notReady: () => null,
  };
}

it('starts in order, and waits for a broker that is away for a minute', async () => {
  const started: string[] = [];
  const done = startAll([runnable('first', 1, started), runnable('second', 30, started), runnable('third', 1, started)], logger);
  await jest.advanceTimersByTimeAsync(60_000);
  await done;
  expect(started).toEqual(['first', 'second', 'third']);
});

it('gives up after some minutes, with the reason', async () => {
  const refused = expect(startAll([runnable('first', Number.POSITIVE_INFINITY, [])], logger)).rejects.toThrow('no broker answers');
  await jest.advanceTimersByTimeAsync(300_000);
  await refused;
});
