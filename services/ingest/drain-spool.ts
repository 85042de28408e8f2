import type { Line } from '#libs/host';
import type { OutRecord } from '#libs/log';
import { type Outbox, pause, type Runnable } from '#libs/stage';
import type { SpooledRow } from '#libs/state';
import { webhookRate } from './admission.ts';
import { recordOf } from './spooled.ts';

/**
 * A lease outlasts what this process may still do with it: it begins no request after `until`, and a request that was begun ends
 * within 15 s. Another owner may then take the source without records of ours landing behind its own.
 */
const leaseMs = 60_000;
const untilMs = 30_000;
const batch = 500;
const everyMs = 500;

/** Brings what was spooled to Kafka, oldest first, one source and one owner at a time, no faster than the source may send. */
export function createSpoolDrain(line: Line, owner: string): Runnable {
  const { store, outbox, logger, workspaces } = line;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  /** How long to wait before the next turn. */
  async function turn(): Promise<number> {
    const started = performance.now();
    const taken = await store.drainSpool(owner, batch, leaseMs);
    if (taken === null) return everyMs;
    if (taken.rows.length === 0) {
      logger.info({ system: taken.source }, 'everything that was spooled is in Kafka');
      return 0;
    }
    const rows = firstOfEach(taken.rows);
    const records = rows.map(({ record }) => record);
    if (!(await acknowledgedUntil(outbox, records, started + untilMs, stopping.signal))) return everyMs;
    await store.spoolDone(rows.map(({ seq }) => seq));
    logger.info({ system: taken.source, records: records.length }, 'spooled records are in Kafka');
    const system = workspaces.current()?.systems.get(taken.source);
    return system?.intake === undefined ? 0 : (records.length / webhookRate(system).perSecond) * 1_000;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let waitMs = everyMs * 4;
      try {
        waitMs = await turn();
      } catch (error) {
        logger.warn({ reason: String(error) }, 'draining the spool failed; trying again');
      }
      if (waitMs > 0) await pause(waitMs, stopping.signal);
    }
  }

  return {
    name: 'ingest-spool',
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

/**
 * The oldest of each record; what follows it has its own turn. Whatever is not known to be in the log goes there once more, and of a record
 * without versions an older state that came again behind a newer one would count as newer.
 */
function firstOfEach(rows: readonly SpooledRow[]): { readonly seq: string; readonly record: OutRecord }[] {
  const seen = new Set<string | null>();
  return rows.flatMap(({ seq, record }) => {
    const read = recordOf(record);
    if (seen.has(read.key)) return [];
    seen.add(read.key);
    return [{ seq, record: read }];
  });
}

/** False when it was not acknowledged by `until` (performance.now()), or when `signal` ended the wait. */
async function acknowledgedUntil(outbox: Outbox, records: readonly OutRecord[], until: number, signal: AbortSignal): Promise<boolean> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const acknowledged = new Promise<boolean>((resolve) => outbox.append(records, () => resolve(true), until));
  try {
    // A request begun just before `until` may still be answered; the next turn comes only after it, in the same order.
    return await Promise.race([acknowledged, pause(until - performance.now() + 1_000, either).then(() => false)]);
  } finally {
    ended.abort();
  }
}
