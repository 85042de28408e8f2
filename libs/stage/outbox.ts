import type { MessageLog, OutRecord, Producer } from '#libs/log';
import { pause } from './pause.ts';

/** Records that must be acknowledged together, and what to do then. A long one goes in several requests, `sent` says how far it is. */
interface Entry {
  readonly records: readonly OutRecord[];
  readonly acknowledged: () => void;
  /** By performance.now(): not begun or repeated after it. */
  readonly until: number;
  sent: number;
}

export interface Outbox {
  /**
   * Queues records behind everything queued before; `acknowledged` is called once all in-sync replicas have them. After `until`
   * (performance.now(); for ever when absent) they are dropped: whoever was told that they were not taken sends them again, and
   * an old one that came later than that would look newer than what followed it.
   */
  append(records: readonly OutRecord[], acknowledged: () => void, until?: number): void;
  /** Resolves when fewer than the high-water mark of records wait, or when `signal` says not to wait any longer. */
  room(signal?: AbortSignal): Promise<void>;
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
  /** Bytes that one produce request may hold for one partition: a broker refuses a larger batch for ever. */
  readonly maxPartitionBytes?: number;
  /** `room()` blocks above this. */
  readonly highWater?: number;
  readonly onFault: (error: unknown) => void;
}

/**
 * One produce request in flight; what gathers meanwhile is the next batch, so a quiet line sends at once and
 * a busy one sends large batches without any linger. After an error nothing is known about the batch: a new producer
 * sends everything unacknowledged again, lowest first, before anything newer (design rule 1 of the kernel).
 */
export function createOutbox(log: MessageLog, options: OutboxOptions): Outbox {
  const limits = { records: options.maxRecords ?? 2_000, partitionBytes: options.maxPartitionBytes ?? 1_000_000 };
  const highWater = options.highWater ?? 8_000;
  const queue: Entry[] = [];
  let waiting = 0;
  let healthy = true;
  let closed = false;
  let sending: Promise<void> | null = null;
  let producer: Producer | null = null;
  const closing = new AbortController();
  const waiters = new Set<() => void>();

  function settle(count: number): void {
    waiting -= count;
    let left = count;
    for (let entry = queue[0]; entry; entry = queue[0]) {
      const part = Math.min(left, entry.records.length - entry.sent);
      entry.sent += part;
      left -= part;
      if (entry.sent < entry.records.length) break;
      queue.shift();
      entry.acknowledged();
    }
    for (const wake of [...waiters]) wake();
  }

  /** What nobody waits for any more, also half sent. */
  function dropLate(): void {
    const now = performance.now();
    for (let at = queue.length - 1; at >= 0; at--) {
      const entry = queue[at];
      if (entry === undefined || entry.until > now) continue;
      queue.splice(at, 1);
      waiting -= entry.records.length - entry.sent;
    }
  }

  /** How many records were acknowledged; null when nothing is known about them. */
  async function send(): Promise<number | null> {
    try {
      producer ??= await log.producer();
      dropLate();
      const records = nextRequest(queue, limits);
      if (records.length > 0) await producer.send(records);
      healthy = true;
      return records.length;
    } catch (error) {
      healthy = false;
      options.onFault(error);
      const broken = producer;
      producer = null;
      await broken?.close().catch(options.onFault);
      return null;
    }
  }

  /** Throws only once closed. */
  async function drain(): Promise<void> {
    for (let failures = 0; queue.length > 0; ) {
      if (closed) throw new Error('closed before everything was acknowledged');
      const sent = await send();
      failures = sent === null ? failures + 1 : 0;
      if (sent === null) await pause(Math.min(25 * 2 ** failures, 2_000), closing.signal);
      else settle(sent);
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
    append(records, acknowledged, until = Number.POSITIVE_INFINITY) {
      if (closed) return;
      queue.push({ records, acknowledged, until, sent: 0 });
      waiting += records.length;
      kick();
    },
    async room(signal) {
      while (waiting >= highWater && !closed && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const go = (): void => {
            waiters.delete(go);
            signal?.removeEventListener('abort', go);
            resolve();
          };
          waiters.add(go);
          signal?.addEventListener('abort', go);
        });
      }
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
      closing.abort();
      for (const wake of [...waiters]) wake();
      await producer?.close().catch(options.onFault);
      return waiting;
    },
  };
}

/** Appends and waits; false when `signal` ended the wait first. What was appended may still go out, which ids make harmless. */
export function acknowledged(outbox: Outbox, records: readonly OutRecord[], signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const settle = (done: boolean) => (): void => {
      signal.removeEventListener('abort', giveUp);
      resolve(done);
    };
    const giveUp = settle(false);
    signal.addEventListener('abort', giveUp);
    outbox.append(records, settle(true));
  });
}

/** Key, headers and framing of a record, generously: a trail of six hops is about 400 bytes. */
const overhead = 1_200;

/** The next records in order, as many as fit; at least one. */
function nextRequest(queue: readonly Entry[], limits: { readonly records: number; readonly partitionBytes: number }): readonly OutRecord[] {
  const taken: OutRecord[] = [];
  const bytes = new Map<string, number[]>();
  for (const entry of queue) {
    for (let index = entry.sent; index < entry.records.length; index++) {
      const record = entry.records[index];
      if (!record) break;
      const ofTopic = bytes.get(record.topic) ?? [];
      bytes.set(record.topic, ofTopic);
      const sum = (ofTopic[record.partition] ?? 0) + (record.value?.length ?? 0) + overhead;
      if (taken.length > 0 && (taken.length >= limits.records || sum > limits.partitionBytes)) return taken;
      ofTopic[record.partition] = sum;
      taken.push(record);
    }
  }
  return taken;
}
