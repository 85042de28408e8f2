import { deriveId, topics } from '#libs/line';
import { type Codec, hopsOf } from '#libs/log';
import type { Outcome } from '#libs/model';
import { acknowledged, type Outbox, type PartitionCounts, pause, type Runnable, writeOutput } from '#libs/stage';
import type { DeliveryStore, PendingOutcome } from '#libs/state';
import { type Logger, type Meters, parseTraceparent, step } from '#libs/telemetry';

export interface Publisher extends Runnable {
  wake(): void;
}

export interface PublisherDeps {
  readonly store: DeliveryStore;
  readonly outbox: Outbox;
  readonly codec: Codec;
  readonly partitions: PartitionCounts;
  readonly logger: Logger;
  readonly meters: Meters;
}

const batchSize = 1_000;
const pollMs = 1_000;
/** No step of the line waits for an outcome, so they gather between two batches: fewer statements and requests for each. */
const gatherMs = 100;

/** Publishes outcomes from committed rows; a row leaves only once the log has acknowledged it, so a crash repeats, never loses. */
export function createPublisher(deps: PublisherDeps): Publisher {
  const { store, outbox, logger } = deps;
  const stopping = new AbortController();
  let awake = true;
  let wakeUp: (() => void) | null = null;
  let trouble: string | null = null;
  let running: Promise<void> | null = null;

  async function publishBatch(): Promise<number> {
    const pending = await store.unpublished(batchSize);
    if (pending.length === 0) return 0;
    const records = pending.map((row) => {
      const value = outcomeOf(row);
      deps.meters.outcomes.add(1, { kind: row.kind, flow: row.flow });
      if (row.kind === 'delivered') deps.meters.syncDelay.record((row.finishedAt - row.occurredAt) / 1000, { flow: row.flow });
      return writeOutput(
        { topic: topics.outcome, key: row.messageId, id: value.id, value },
        { trail: row.trail, revision: null },
        row.traceparent,
        'deliver',
        deps.codec,
        deps.partitions,
      );
    });
    if (!(await acknowledged(outbox, records, stopping.signal))) return 0;
    step('deliver', 'acknowledged', records.length);
    await store.published(pending.map((row) => row.seq));
    step('deliver', 'published', pending.length);
    return pending.length;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      awake = false;
      let count = 0;
      try {
        count = await publishBatch();
        trouble = null;
        if (count > 0 && count < batchSize) await pause(gatherMs, stopping.signal);
      } catch (error) {
        trouble = String(error);
        logger.warn({ reason: trouble }, 'outcomes could not be published; trying again');
        await pause(500, stopping.signal);
      }
      if (count < batchSize && !awake && !stopping.signal.aborted) await sleep();
    }
  }

  async function sleep(): Promise<void> {
    const timer = setTimeout(() => wakeUp?.(), pollMs);
    await new Promise<void>((resolve) => {
      wakeUp = resolve;
    });
    clearTimeout(timer);
    wakeUp = null;
  }

  function wake(): void {
    awake = true;
    wakeUp?.();
  }

  return {
    name: 'deliver-outcomes',
    wake,
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
    notReady: () => trouble,
  };
}

function outcomeOf(row: PendingOutcome): Outcome {
  return {
    id: deriveId(row.deliveryId, 'outcome'),
    messageId: row.messageId,
    kind: row.kind,
    stage: 'deliver',
    reason: row.reason,
    flow: row.flow,
    system: row.system,
    record: row.record,
    version: row.version,
    targetSystem: row.targetSystem,
    targetKey: row.targetKey,
    deliveryIds: [row.deliveryId],
    remoteId: row.link?.remoteId ?? null,
    remoteNumber: row.link?.number ?? null,
    remoteUrl: row.link?.url ?? null,
    attempts: row.attempts,
    possibleDuplicate: row.possibleDuplicate,
    occurredAt: row.occurredAt,
    finishedAt: row.finishedAt,
    traceId: parseTraceparent(row.traceparent)?.traceId ?? null,
    trail: hopsOf(row.trail),
  };
}
