import { pause, type Runnable } from '#libs/stage';
import type { DeliveryStore } from '#libs/state';
import type { Logger } from '#libs/telemetry';

const everyMs = 3_600_000;
const pageSize = 5_000;
/** Between two pages, so that the line keeps its database. */
const breathMs = 100;

/**
 * Forgets deliveries that ended more than `keepMs` ago, page by page, once an hour. They are the inbox: what is older than that must not
 * be replayed, since its ids would be taken as new.
 */
export function createRetention(store: Pick<DeliveryStore, 'forget'>, keepMs: number, logger: Logger): Runnable {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function sweep(): Promise<void> {
    let after: string | null = '0';
    let forgotten = 0;
    while (after !== null && !stopping.signal.aborted) {
      const page: Awaited<ReturnType<DeliveryStore['forget']>> = await store.forget(keepMs, after, pageSize);
      forgotten += page.forgotten;
      after = page.next;
      await pause(breathMs, stopping.signal);
    }
    if (forgotten > 0) logger.info({ forgotten }, 'deliveries that ended long ago were forgotten');
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      await sweep().catch((error: unknown) =>
        logger.warn({ reason: String(error) }, 'old deliveries could not be forgotten; in an hour again'),
      );
      await pause(everyMs, stopping.signal);
    }
  }

  return {
    name: 'deliver-retention',
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
    },
    notReady: () => null,
  };
}
