import { pause } from '#libs/stage';
import type { SpoolStore } from '#libs/state';
import type { Logger } from '#libs/telemetry';

export interface SpoolGate {
  /** Whether calls of this source go to the spool now. Known to at most a second ago. */
  isOpen(source: string): Promise<boolean>;
  /**
   * Keeps records of a call; resolves once they are on disk and every replica knows that the spool is open. False when Postgres did not
   * take them in time.
   */
  keep(source: string, records: readonly string[], holdMs: number): Promise<boolean>;
}

/** How long a replica believes what it has read. */
const believedMs = 1_000;
/** From opening a gate until every replica has read it, with some room for the commit. */
const knownToAllMs = believedMs + 250;
const readWithinMs = 300;
/** With the wait for Kafka before and the wait for the gate after it, still within the 10 s that senders have (formats.md). */
const keepWithinMs = 5_000;

/**
 * Which sources are spooled, as this replica knows it. A replica may send a call to Kafka up to a second after another has opened the
 * gate; therefore whoever opens it answers its sender only when that second is over: what a sender sends after an answer is behind it.
 * A replica that cannot read the gates goes by what it knew: out of order is better than lost.
 */
export function createSpoolGate(store: SpoolStore, logger: Logger, now: () => number = () => performance.now()): SpoolGate {
  let open: ReadonlySet<string> = new Set();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const at = now();
    try {
      const gates = await within(store.spoolOpen(), readWithinMs);
      if (gates !== null) open = new Set(gates.map(({ source }) => source));
    } catch (error) {
      logger.warn({ reason: String(error) }, 'which sources are spooled could not be read');
    } finally {
      readAt = at;
      reading = null;
    }
  }

  return {
    async isOpen(source) {
      if (now() - readAt > believedMs) {
        reading ??= read();
        await reading;
      }
      return open.has(source);
    },
    async keep(source, records, holdMs) {
      try {
        const kept = await within(store.spool(source, records, holdMs), keepWithinMs);
        if (kept === null) return false;
        open = new Set([...open, source]);
        if (kept.openForMs < knownToAllMs) await pause(knownToAllMs - kept.openForMs);
        return true;
      } catch (error) {
        logger.error({ system: source, reason: String(error) }, 'a call could not be spooled');
        return false;
      }
    },
  };
}

/** null when it took longer; what becomes of it then is nobody's business. */
async function within<R>(work: Promise<R>, ms: number): Promise<R | null> {
  const late = new AbortController();
  work.catch(() => undefined);
  try {
    return await Promise.race([work, pause(ms, late.signal).then(() => null)]);
  } finally {
    late.abort();
  }
}
