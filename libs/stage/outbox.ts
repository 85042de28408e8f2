import type { MessageLog, OutRecord, Producer } from '#libs/log';
import { pause } from './pause.ts';

/** Records that must be acknowledged together, and what to do then. */
interface Entry {
  readonly records: readonly OutRecord[];
  readonly acknowledged: (offsets: readonly bigint[]) => void;
}

export interface Outbox {
  /** Queues records behind everything queued before; `acknowledged` gets their offsets once all in-sync replicas have them. */
  append(records: readonly OutRecord[], acknowledged: (offsets: readonly bigint[]) => void): void;
  /** Resolves when fewer than the high-water mark of records wait; backpressure for whoever appends. */
  room(): Promise<void>;
  /** Records not yet acknowledged. */
  readonly waiting: number;
  /** False while the broker does not take what we send. */
  readonly healthy: boolean;
  /** Waits for everything appended, at most `timeoutMs`; then closes. Returns how many records were left. */
  close(timeoutMs: number): Promise<number>;
}

export interface OutboxOptions {
  /** Records of one produce request. */
  readonly maxRecords?: number;
  /** Bytes of one produce request. */
  readonly maxBytes?: number;
  /** `room()` blocks above this. */
  readonly highWater?: number;
  readonly onFault: (error: unknown) => void;
}

/**
 * One produce request in flight per process; what gathers meanwhile is the next batch, so a quiet line sends at once and
 * a busy one sends large batches without any linger. After an error nothing is known about the batch: a new producer
 * sends everything unacknowledged again, lowest first, before anything newer (design rule 1 of the kernel).
 */
export function createOutbox(log: MessageLog, options: OutboxOptions): Outbox {
  const maxRecords = options.maxRecords ?? 2_000;
  const maxBytes = options.maxBytes ?? 4_000_000;
  const highWater = options.highWater ?? 8_000;
  const queue: Entry[] = [];
  let waiting = 0;
  let healthy = true;
  let closed = false;
  let sending: Promise<void> | null = null;
  let producer: Producer | null = null;
  let waiters: (() => void)[] = [];

  const settle = (entries: readonly Entry[], offsets: readonly bigint[]): void => {
    let at = 0;
    for (const entry of entries) {
      waiting -= entry.records.length;
      entry.acknowledged(offsets.slice(at, at + entry.records.length));
      at += entry.records.length;
    }
    const woken = waiters;
    waiters = [];
    for (const wake of woken) wake();
  };

  async function send(records: readonly OutRecord[]): Promise<readonly bigint[]> {
    for (let failures = 0; ; failures++) {
      try {
        producer ??= await log.producer();
        const offsets = records.length === 0 ? [] : await producer.send(records);
        healthy = true;
        return offsets;
      } catch (error) {
        healthy = false;
        options.onFault(error);
        const broken = producer;
        producer = null;
        await broken?.close().catch(options.onFault);
        if (closed) throw error;
        await pause(Math.min(50 * 2 ** failures, 2_000));
      }
    }
  }

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const entries = takeBatch(queue, maxRecords, maxBytes);
      const offsets = await send(entries.flatMap((entry) => entry.records));
      settle(entries, offsets);
    }
  }

  function kick(): void {
    sending ??= drain()
      .catch(options.onFault)
      .finally(() => {
        sending = null;
        if (queue.length > 0 && !closed) kick();
      });
  }

  return {
    append(records, acknowledged) {
      if (closed) return;
      queue.push({ records, acknowledged });
      waiting += records.length;
      kick();
    },
    async room() {
      while (waiting >= highWater && !closed) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    get waiting() {
      return waiting;
    },
    get healthy() {
      return healthy;
    },
    async close(timeoutMs) {
      const deadline = Date.now() + timeoutMs;
      while (sending !== null && Date.now() < deadline) await Promise.race([sending, pause(50)]);
      closed = true;
      for (const wake of waiters.splice(0)) wake();
      await producer?.close().catch(options.onFault);
      return waiting;
    },
  };
}

function takeBatch(queue: Entry[], maxRecords: number, maxBytes: number): Entry[] {
  let records = 0;
  let bytes = 0;
  let count = 0;
  for (const entry of queue) {
    records += entry.records.length;
    for (const record of entry.records) bytes += (record.value?.length ?? 0) + 200;
    if (count > 0 && (records > maxRecords || bytes > maxBytes)) break;
    count++;
  }
  return queue.splice(0, count);
}
