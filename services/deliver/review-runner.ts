import { toFailure } from '#libs/failures';
import { pause, type Runnable } from '#libs/stage';
import type { Logger } from '#libs/telemetry';
import type { ReviewJobs } from './review-jobs.ts';

export interface ReviewRunnerDeps {
  readonly jobs: ReviewJobs;
  readonly logger: Logger;
  /** Lanes go on, outcomes wait to be published. */
  readonly onMoved: () => void;
}

const idleMs = 1_000;
const busyMs = 200;

/** Carries out what people ordered for parked records: one process at a time, in bounded batches, until nothing is due. */
export function createReviewRunner({ jobs, logger, onMoved }: ReviewRunnerDeps): Runnable {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let trouble: string | null = null;

  async function turn(): Promise<number> {
    try {
      const moved = await jobs.turn(stopping.signal);
      trouble = null;
      if (moved > 0) onMoved();
      return moved;
    } catch (error) {
      trouble = toFailure(error).evidence.message;
      logger.warn({ failure: toFailure(error) }, 'review jobs could not go on; trying again');
      return 0;
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      const moved = await turn();
      await pause(moved > 0 ? busyMs : idleMs, stopping.signal);
    }
  }

  return {
    name: 'review-jobs',
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    notReady: () => trouble,
  };
}
