import type { Gather } from '#libs/log';
import type { Runnable } from './contract.ts';
import { createFeed } from './feed.ts';
import type { Kernel } from './kernel.ts';
import type { Taken } from './owned.ts';
import { patiently } from './patiently.ts';

const batchSize = 200;

interface Reads {
  readonly name: string;
  readonly topics: readonly string[];
  readonly gather?: Gather;
}

/** What a runner does with what its reader takes. */
export interface Work {
  /** One batch after the other. What it throws stops the process. */
  handle(taken: readonly Taken[]): Promise<void>;
  /** A reason of its own not to be ready. */
  notReady?(): string | null;
  /** Called once the last batch is handled. */
  close?(): Promise<void>;
}

/** The life that stages and sinks share: a feed whose batches are handled in order until it is stopped, and what is told of them. */
export function createReader(reads: Reads, kernel: Kernel) {
  const { logger, meters } = kernel;
  const group = `junctor-${reads.name}`;
  const feed = createFeed({
    group,
    topics: reads.topics,
    log: kernel.log,
    logger,
    onFatal: kernel.onFatal,
    ...(reads.gather ? { gather: reads.gather } : {}),
    ...kernel.membership(reads.name),
  });
  const attributes = { stage: reads.name };
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let trouble: string | null = null;

  async function loop(work: Work): Promise<void> {
    for (;;) {
      const taken = await feed.take(batchSize);
      if (taken === null) return;
      if (taken.length > 0) await work.handle(taken);
    }
  }

  return {
    group,
    feed,
    attributes,
    /** Aborted when it is to stop. */
    signal: stopping.signal,

    /** Repeats `work` while what it depends on is away; null once stopped. */
    patiently: <R>(what: string, work: () => Promise<R>): Promise<{ readonly result: R } | null> =>
      patiently(work, {
        signal: stopping.signal,
        onTrouble: (reason) => {
          trouble = reason;
        },
        logger,
        what: `${reads.name} ${what}`,
      }),

    /** Counts a batch, and how far behind it is. */
    noteTaken(kept: readonly Taken[]): void {
      meters.consumed.add(kept.length, attributes);
      const oldest = kept[0]?.record;
      if (oldest) meters.lagSeconds.record((Date.now() - oldest.timestamp) / 1000, attributes);
      meters.lagRecords.record(feed.waiting, attributes);
    },

    /** `started` by performance.now(). */
    noteDone(started: number): void {
      meters.processDuration.record((performance.now() - started) / 1000, attributes);
    },

    runnable: (work: Work): Runnable => ({
      name: reads.name,
      async start() {
        await feed.start();
        running = loop(work).catch((error: unknown) => {
          if (!stopping.signal.aborted) kernel.onFatal(error instanceof Error ? error : new Error(String(error)));
        });
      },
      async stop() {
        stopping.abort();
        try {
          await feed.stop();
        } finally {
          await running;
          await work.close?.();
        }
      },
      notReady: () => trouble ?? feed.notReady() ?? work.notReady?.() ?? null,
    }),
  };
}
