import type { Line } from '#libs/host';
import type { MessageLog, OutRecord } from '#libs/log';
import { acknowledged, type Message, pause, type Runnable, readMessage, writeOutput } from '#libs/stage';
import type { ContextDebt } from '#libs/state';
import type { ContextDebts } from './context-debts.ts';
import { type ContextKey, type Enrichable, type Found, foundKey, keysOf, madeGood } from './enrich.ts';

export interface MakeGoodOptions {
  readonly everyMs: number;
  readonly owedForMs: number;
}

const perTurn = 200;
const acknowledgeWithinMs = 30_000;
/** How long a process that stops asks a store again that does not take what is owed, and how often. */
const writeLeft = { withinMs: 2_000, everyMs: 250 } as const;

/**
 * Sends records on again whose context came later. Only those whose first copy is known to be in the log before (its offset is committed,
 * and offsets follow what is acknowledged): whatever follows it in its partition is then understood as newer.
 */
export function createMakeGood(line: Line, debts: ContextDebts, { everyMs, owedForMs }: MakeGoodOptions): Runnable {
  const { store, kernel, logger, outbox } = line;
  const { codec } = kernel;
  const stopping = new AbortController();
  let running: Promise<void> | null = null;

  async function turn(): Promise<number> {
    await debts.flush();
    const due = await store.dueContext(perTurn, owedForMs);
    const known = await found(due.flatMap(({ keys }) => keys.map((key): ContextKey => ({ kind: 'ci', key }))));
    const hopeful = due.filter(({ keys }) => keys.some((key) => known?.has(foundKey({ kind: 'ci', key }))));
    if (hopeful.length === 0) return due.length;
    const { ready, gone } = await placesOf(kernel.log, hopeful);
    if (gone.length > 0) logger.warn({ records: gone.length }, 'records are no longer in the log; they keep the context they had');
    await sendAgain(ready);
    await store.contextPaid(gone);
    return due.length;
  }

  async function found(keys: readonly ContextKey[]): Promise<Found> {
    if (keys.length === 0) return null;
    return new Map((await store.context(keys)).map((hit) => [foundKey(hit), hit]));
  }

  async function sendAgain(ready: readonly ContextDebt[]): Promise<void> {
    const messages = await read(ready);
    const known = await found(messages.flatMap(({ message }) => [...keysOf(message.value)]));
    const paid: ContextDebt[] = [];
    const records: OutRecord[] = [];
    for (const { debt, message } of messages) {
      const again = outputOf(message, known);
      if (again === null) continue;
      paid.push(debt);
      records.push(...again);
    }
    if (paid.length === 0) return;
    const inTime = await acknowledged(outbox, records, AbortSignal.any([stopping.signal, AbortSignal.timeout(acknowledgeWithinMs)]));
    if (!inTime) return;
    await store.contextPaid(paid);
    kernel.meters.sent.add(records.length, { stage: 'enrich' });
    logger.info({ records: records.length }, 'context has come; records go on again as updates');
  }

  /** Nothing for a record that cannot be written with what is known: the first copy stands, and the others must not wait for it. */
  function outputOf(message: Message<Enrichable>, known: Found): readonly OutRecord[] | null {
    const output = madeGood(message, known);
    if (output === null) return null;
    try {
      return [writeOutput(output, message, message.traceparent, 'enrich', codec, kernel.partitions)];
    } catch (error) {
      logger.error({ message: message.id, reason: String(error) }, 'this context does not fit its record, which keeps what it had');
      return [];
    }
  }

  async function read(ready: readonly ContextDebt[]): Promise<{ readonly debt: ContextDebt; readonly message: Message<Enrichable> }[]> {
    const messages: { readonly debt: ContextDebt; readonly message: Message<Enrichable> }[] = [];
    for (const debt of ready) {
      const [record] = await kernel.log.read(debt.topic, debt.partition, BigInt(debt.offset), BigInt(debt.offset) + 1n);
      if (record === undefined) continue;
      await codec.prepare([record.value]);
      const decoded = readMessage(record, 'avro', codec, kernel.traceRatio);
      if (decoded.ok) messages.push({ debt, message: decoded.message as Message<Enrichable> });
    }
    return messages;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      let full = false;
      try {
        full = (await turn()) === perTurn;
      } catch (error) {
        logger.warn({ reason: String(error) }, 'making good what is owed failed; trying again');
      }
      if (!full) await pause(everyMs, stopping.signal);
    }
  }

  /** What is in memory alone is gone with the process. */
  async function writeAll(): Promise<void> {
    const giveUpAt = performance.now() + writeLeft.withinMs;
    while (debts.unwritten.length > 0) {
      try {
        await debts.flush();
      } catch (error) {
        if (performance.now() > giveUpAt)
          return logger.warn({ reason: String(error), records: debts.unwritten.length }, 'some debts were not written');
        await pause(writeLeft.everyMs);
      }
    }
  }

  return {
    name: 'enrich-context',
    async start() {
      running = loop();
    },
    async stop() {
      stopping.abort();
      await running;
      await writeAll();
    },
    // Being late with an update is no reason to be given no work.
    notReady: () => null,
  };
}

/** Which of the records have gone on and can still be read, and which the log no longer holds. The rest wait. */
async function placesOf(log: MessageLog, debts: readonly ContextDebt[]): Promise<{ ready: ContextDebt[]; gone: ContextDebt[] }> {
  const admin = await log.admin();
  const ready: ContextDebt[] = [];
  const gone: ContextDebt[] = [];
  try {
    for (const [topic, of] of Map.groupBy(debts, (debt) => debt.topic)) {
      const starts = new Map((await admin.offsets(topic)).map(({ partition, start }) => [partition, start]));
      const committed = new Map((await admin.committed('junctor-enrich', topic)).map(({ partition, offset }) => [partition, offset]));
      for (const debt of of) {
        if (BigInt(debt.offset) < (starts.get(debt.partition) ?? 0n)) gone.push(debt);
        else if (BigInt(debt.offset) < (committed.get(debt.partition) ?? 0n)) ready.push(debt);
      }
    }
  } finally {
    await admin.close();
  }
  return { ready, gone };
}
