import { FailureError, toFailure } from '#libs/failures';
import type { LogRecord, OutRecord } from '#libs/log';
import { type HopSpan, step } from '#libs/telemetry';
import { careOf } from './care.ts';
import type { Decision, Message, Runnable, Stage } from './contract.ts';
import { createFeed } from './feed.ts';
import type { Kernel } from './kernel.ts';
import { type Read, readMessage, writeOutput } from './message.ts';
import { patiently } from './patiently.ts';
import { processSpan } from './process-span.ts';

const batchSize = 500;

/**
 * Runs a consume-decide-produce stage. Batches overlap in fetch and produce; load, decide and append run in offset order
 * (rule 1), and offsets follow the acknowledgement of everything below them (rule 2).
 */
export function createStageRunner<T, C>(stage: Stage<T, C>, kernel: Kernel): Runnable {
  const { codec, outbox, logger, meters } = kernel;
  const group = `junctor-${stage.name}`;
  const feed = createFeed({
    group,
    topics: stage.topics,
    log: kernel.log,
    logger,
    onFatal: kernel.onFatal,
    ...kernel.membership(stage.name),
  });
  const care = careOf(stage, feed);
  const attributes = { stage: stage.name };
  let running: Promise<void> | null = null;
  let stopped = false;
  let trouble: string | null = null;

  const loadPatiently = (messages: readonly Message<T>[]): Promise<C | null> =>
    patiently(() => stage.load(messages), {
      stopped: () => stopped,
      onTrouble: (reason) => {
        trouble = reason;
      },
      logger,
      what: `${stage.name} load`,
    });

  function write(read: Read, record: LogRecord, decision: Decision, span: HopSpan): OutRecord[] {
    const { message } = read;
    const out = (outputs: readonly Parameters<typeof writeOutput>[0][]): OutRecord[] =>
      outputs.map((output) => writeOutput(output, message, span.traceparent, stage.name, codec, kernel.partitions));
    const park = (cause: Parameters<typeof kernel.endings.parked>[3]): OutRecord[] =>
      out(kernel.endings.parked(stage.name, message, record, cause));
    if (decision.kind === 'drop') return out(kernel.endings.dropped(stage.name, message, decision.reason));
    if (decision.kind === 'review') return park(decision);
    try {
      return [...out(decision.outputs), ...(decision.reviews ?? []).flatMap(park)];
    } catch (error) {
      if (!(error instanceof FailureError)) throw error;
      return park({ code: 'unfit-output', evidence: error.failure.evidence });
    }
  }

  /** A throw of a pure step is a bug of ours with this one message: it is parked, the line goes on. */
  function decideSafely(read: Read, context: C): Decision {
    if (!read.ok) return { kind: 'review', code: read.code, evidence: { message: read.reason } };
    try {
      return stage.decide(read.message as Message<T>, context);
    } catch (error) {
      logger.error({ err: error, message: read.message.id }, 'decide threw');
      return { kind: 'review', code: 'bug', evidence: toFailure(error).evidence };
    }
  }

  async function handle(records: readonly LogRecord[]): Promise<void> {
    const started = performance.now();
    step(stage.name, 'taken', records.length);
    await patiently(() => (stage.wire === 'avro' ? codec.prepare(records.map((each) => each.value)) : Promise.resolve()), {
      stopped: () => stopped,
      onTrouble: (reason) => {
        trouble = reason;
      },
      logger,
      what: `${stage.name} schemas`,
    });
    const reads = records.map((record) => readMessage(record, stage.wire, codec));
    const context = await loadPatiently(reads.flatMap((read) => (read.ok ? [read.message as Message<T>] : [])));
    if (stopped || context === null) return;
    const kept: LogRecord[] = [];
    const outputs: OutRecord[] = [];
    for (const [index, record] of records.entries()) {
      const read = reads[index];
      if (!read || !feed.owned(record)) continue;
      const span = processSpan(read.message, stage.name, group);
      const decision = read.ok && care?.suspects(record) ? await care.decide(record, read, context) : decideSafely(read, context);
      outputs.push(...write(read, record, decision, span));
      span.end(decision.kind === 'review' ? decision.code : undefined);
      kept.push(record);
    }
    const ticket = feed.begin(kept);
    step(stage.name, 'decided', kept.length);
    outbox.append(outputs, () => {
      step(stage.name, 'acknowledged', kept.length);
      feed.done(ticket);
      meters.sent.add(outputs.length, attributes);
      meters.processDuration.record((performance.now() - started) / 1000, attributes);
    });
    meters.consumed.add(kept.length, attributes);
    const oldest = records[0];
    if (oldest) meters.lagSeconds.record((Date.now() - oldest.timestamp) / 1000, attributes);
    meters.lagRecords.record(feed.waiting, attributes);
    await outbox.room();
  }

  async function loop(): Promise<void> {
    for (;;) {
      const records = await feed.take(care?.batch(batchSize) ?? batchSize);
      if (records === null) return;
      if (records.length > 0) await handle(records);
    }
  }

  return {
    name: stage.name,
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
      await care?.close();
    },
    notReady: () => trouble ?? feed.notReady() ?? (outbox.healthy ? null : 'the broker does not take records'),
  };
}
