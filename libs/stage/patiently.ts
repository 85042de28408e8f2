import { toFailure } from '#libs/failures';
import type { Logger } from '#libs/telemetry';
import { pause } from './pause.ts';

export interface Patience {
  readonly signal: AbortSignal;
  readonly onTrouble: (reason: string | null) => void;
  readonly logger: Logger;
  readonly what: string;
}

const longestMs = 5_000;

/**
 * Repeats a read or write of a dependency until it works: a lost dependency means not ready, not dead.
 * A bug is thrown on: it stops the process, and the poison path finds the message after the restart. null once stopped.
 */
export async function patiently<R>(work: () => Promise<R>, patience: Patience): Promise<{ readonly result: R } | null> {
  for (let failures = 0; !patience.signal.aborted; failures++) {
    try {
      const result = await work();
      if (failures > 0) patience.onTrouble(null);
      return { result };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.class === 'bug' || failure.class === 'invalid') throw error;
      patience.onTrouble(failure.evidence.message);
      patience.logger.warn({ failure }, `${patience.what} failed; trying again`);
      await pause(Math.min(100 * 2 ** failures, longestMs), patience.signal);
    }
  }
  return null;
}
