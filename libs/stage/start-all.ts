import type { Logger } from '#libs/telemetry';
import type { Runnable } from './contract.ts';
import { pause } from './pause.ts';

/** About two minutes, then whoever supervises the process may decide. */
const attempts = 60;
const longestMs = 2_000;

/**
 * Starts in order. What does not start since the broker does not answer is tried again: a process that ended itself instead would leave
 * what it has begun with as uncleanly as a crash does. Rejects with the last reason after two minutes.
 */
export async function startAll(runnables: readonly Runnable[], logger: Pick<Logger, 'warn'>): Promise<void> {
  for (const runnable of runnables) await startOne(runnable, logger);
}

async function startOne(runnable: Runnable, logger: Pick<Logger, 'warn'>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runnable.start();
    } catch (error) {
      if (attempt >= attempts) throw error;
      logger.warn({ runs: runnable.name, attempt, reason: String(error) }, 'did not start; trying again');
      await pause(Math.min(250 * attempt, longestMs));
    }
  }
}
