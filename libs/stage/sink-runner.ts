import type { LogRecord } from '#libs/log';
import { type HopSpan, step } from '#libs/telemetry';
import type { Message, Runnable, Sink } from './contract.ts';
import { createFeed } from './feed.ts';
import type { Kernel } from './kernel.ts';
import { readMessage, writeOutput } from './message.ts';
import { patiently } from './patiently.ts';
import { processSpan } from './process-span.ts';

const batchSize = 500;
const triesBeforeParking = 2;

/**
 * Runs a consume-and-store stage: one transaction a batch, then the offsets. While one batch is saved the next is fetched
 * and waits decoded; a frame that cannot be read is parked and acknowledged before its offset moves.
 */
export function createSinkRunner<T>(sink: Sink<T>, kernel: Kernel): Runnable {
  const { codec, outbox, logger, meters } = kernel;
  const group = `junctor-${sink.name}`;
  const feed = createFeed({
    group,
    topics: sink.topics,
    log: kernel.log,
    logger,
    onFatal: kernel.onFatal,
    ...kernel.membership(sink.name),
  });
  const attributes = { stage: sink.name };
  let running: Promise<void> | null = null;
  let stopped = false;
  let trouble: string | null = null;
  const patience = {
    stopped: () => stopped,
    onTrouble: (reason: string | null) => {
      trouble = reason;
    },
    logger,
    what: `${sink.name} save`,
  };

  function park(message: Message<unknown>, record: LogRecord, code: string, reason: string): Promise<void> {
    const outputs = kernel.endings
      .parked(sink.name, message, record, { code, evidence: { message: reason } })
      .map((output) => writeOutput(output, message, message.traceparent, sink.name, codec, kernel.partitions));
    return new Promise((resolve) => outbox.append(outputs, () => resolve()));
  }

  /** After two unclean ends in a row records go one by one, each try written first; one that ended two runs is parked. */
  async function isPoison(record: LogRecord): Promise<boolean> {
    const owned = feed.owned(record);
    if (!owned || owned.mark.level !== 2 || record.offset >= owned.suspectUntil) return false;
    const tries = owned.position === record.offset ? owned.mark.tries : 0;
    if (tries >= triesBeforeParking) return true;
    await feed.writeMark(owned, { level: 2, tries: tries + 1 });
    return false;
  }

  /** What is saved carries this hop's span, so that whatever is done with it later hangs below it. */
  function traced(message: Message<T>, spans: HopSpan[]): Message<T> {
    const span = processSpan(message, sink.name, group);
    spans.push(span);
    return { ...message, traceparent: span.traceparent };
  }

  async function handle(records: readonly LogRecord[]): Promise<void> {
    const started = performance.now();
    step(sink.name, 'taken', records.length);
    await patiently(() => codec.prepare(records.map((each) => each.value)), patience);
    const kept = records.filter((record) => feed.owned(record));
    const ticket = feed.begin(kept);
    const careful = feed.careful();
    const messages: Message<T>[] = [];
    const spans: HopSpan[] = [];
    for (const record of kept) {
      const read = readMessage(record, sink.wire, codec);
      if (!read.ok) await park(read.message, record, read.code, read.reason);
      else if (careful && (await isPoison(record)))
        await park(read.message, record, 'poison', 'the process ended twice while this message was in hand');
      else messages.push(traced(read.message as Message<T>, spans));
    }
    const saved = messages.length === 0 ? true : await patiently(() => sink.save(messages).then(() => true), patience);
    for (const span of spans) span.end(saved ? undefined : 'stopped');
    if (!saved) return;
    step(sink.name, 'saved', kept.length);
    feed.done(ticket);
    meters.consumed.add(kept.length, attributes);
    meters.processDuration.record((performance.now() - started) / 1000, attributes);
    const oldest = records[0];
    if (oldest) meters.lagSeconds.record((Date.now() - oldest.timestamp) / 1000, attributes);
    meters.lagRecords.record(feed.waiting, attributes);
  }

  async function loop(): Promise<void> {
    for (;;) {
      const records = await feed.take(feed.careful() ? 1 : batchSize);
      if (records === null) return;
      if (records.length > 0) await handle(records);
    }
  }

  return {
    name: sink.name,
    async start() {
      await feed.start();
      running = loop().catch((error: unknown) => {
        if (!stopped) kernel.onFatal(error instanceof Error ? error : new Error(String(error)));
      });
    },
    async stop() {
      stopped = true;
      await feed.stop();
      await running;
    },
    notReady: () => trouble ?? feed.notReady(),
  };
}
