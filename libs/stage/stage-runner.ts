import { toFailure } from '#libs/failures';
import type { OutRecord } from '#libs/log';
import { type HopSpan, step } from '#libs/telemetry';
import { isolationOf, poisonCause, tryOf, unfit } from './care.ts';
import type { Decision, Message, ReviewCause, Runnable, Stage } from './contract.ts';
import type { Kernel } from './kernel.ts';
import { envelopeOf, type Read, readMessage, writeOutput } from './message.ts';
import { isSuspect, type Taken } from './owned.ts';
import { processSpan } from './process-span.ts';
import { createReader } from './reader.ts';

/**
 * Runs a consume-decide-produce stage. Batches overlap in fetch and produce; load, decide and append run in offset order
 * (rule 1), and offsets follow the acknowledgement of everything below them (rule 2).
 */
export function createStageRunner<T, C>(stage: Stage<T, C>, kernel: Kernel): Runnable {
  const { codec, outbox, logger, meters } = kernel;
  const reader = createReader(stage, kernel);
  const { feed, group, attributes, signal } = reader;
  const isolation = isolationOf(stage, logger);

  function park({ record }: Taken, message: Message<unknown>, cause: ReviewCause, traceparent: string | null): OutRecord[] {
    return kernel.endings
      .parked(stage.name, message, record, cause)
      .map((output) => writeOutput(output, message, traceparent, stage.name, codec, kernel.partitions));
  }

  function write(taken: Taken, { message }: Read, decision: Decision, { traceparent }: HopSpan): OutRecord[] {
    if (decision.kind === 'review') return park(taken, message, decision, traceparent);
    const outputs = decision.kind === 'drop' ? kernel.endings.dropped(stage.name, message, decision.reason) : decision.outputs;
    const reviews = decision.kind === 'drop' ? [] : (decision.reviews ?? []);
    try {
      const written = outputs.map((output) => writeOutput(output, message, traceparent, stage.name, codec, kernel.partitions));
      return [...written, ...reviews.flatMap((cause) => park(taken, message, cause, traceparent))];
    } catch (error) {
      return park(taken, message, unfit(error), traceparent);
    }
  }

  /** A throw of a pure step is a bug of ours with this one message: it is parked, the line goes on. */
  function decideHere(read: Read, context: C): Decision {
    if (!read.ok) return { kind: 'review', code: read.code, evidence: { message: read.reason } };
    try {
      return stage.decide(read.message as Message<T>, context);
    } catch (error) {
      logger.error({ err: error, message: read.message.id }, 'decide threw');
      return { kind: 'review', code: 'bug', evidence: toFailure(error).evidence };
    }
  }

  async function decideApart(read: Read, context: C): Promise<Decision> {
    return (read.ok ? await isolation?.decide(read, context) : null) ?? decideHere(read, context);
  }

  async function decideAll(taken: readonly Taken[], reads: readonly Read[], context: C): Promise<{ kept: Taken[]; outputs: OutRecord[] }> {
    const kept: Taken[] = [];
    const outputs: OutRecord[] = [];
    for (const [index, each] of taken.entries()) {
      const read = reads[index];
      if (!read || each.owned.revoked) continue;
      const span = processSpan(read.message, stage.name, group);
      const decision = isolation && isSuspect(each) ? await decideApart(read, context) : decideHere(read, context);
      outputs.push(...write(each, read, decision, span));
      span.end(decision.kind === 'review' ? decision.code : undefined);
      kept.push(each);
    }
    return { kept, outputs };
  }

  async function sendOn(kept: readonly Taken[], outputs: readonly OutRecord[], started: number): Promise<void> {
    const ticket = feed.begin(kept);
    step(stage.name, 'decided', kept.length);
    outbox.append(outputs, () => {
      step(stage.name, 'acknowledged', kept.length);
      feed.done(ticket);
      meters.sent.add(outputs.length, attributes);
      reader.noteDone(started);
    });
    reader.noteTaken(kept);
    await outbox.room(signal);
  }

  async function handle(taken: readonly Taken[]): Promise<void> {
    const started = performance.now();
    step(stage.name, 'taken', taken.length);
    const verdict = await tryOf(taken, feed);
    if (verdict === 'gone') return;
    if (verdict === 'poison')
      return sendOn(
        taken,
        taken.flatMap((each) => park(each, envelopeOf(each.record), poisonCause, null)),
        started,
      );
    if (stage.wire === 'avro') {
      const prepared = await reader.patiently('schemas', () => codec.prepare(taken.map(({ record }) => record.value)));
      if (!prepared) return;
    }
    const reads = taken.map(({ record }) => readMessage(record, stage.wire, codec, kernel.traceRatio));
    const messages = reads.flatMap((read) => (read.ok ? [read.message as Message<T>] : []));
    const loaded = await reader.patiently('load', () => stage.load(messages));
    if (!loaded) return;
    const { kept, outputs } = await decideAll(taken, reads, loaded.result);
    await sendOn(kept, outputs, started);
  }

  return reader.runnable({
    handle,
    notReady: () => (outbox.healthy ? null : 'the broker does not take records'),
    close: async () => isolation?.close(),
  });
}
