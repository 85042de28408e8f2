import type { OutRecord } from '#libs/log';
import { type HopSpan, step } from '#libs/telemetry';
import { poisonCause, tryOf } from './care.ts';
import type { Message, ReviewCause, Runnable, Sink } from './contract.ts';
import type { Kernel } from './kernel.ts';
import { envelopeOf, readMessage, writeOutput } from './message.ts';
import { acknowledged } from './outbox.ts';
import type { Taken } from './owned.ts';
import { processSpan } from './process-span.ts';
import { createReader } from './reader.ts';

/**
 * Runs a consume-and-store stage: one transaction a batch, then the offsets. While one batch is saved the next is fetched
 * and waits decoded; a frame that cannot be read is parked and acknowledged before its offset moves.
 */
export function createSinkRunner<T>(sink: Sink<T>, kernel: Kernel): Runnable {
  const { codec, outbox } = kernel;
  const reader = createReader(sink, kernel);
  const { feed, group, signal } = reader;

  function parked({ record }: Taken, message: Message<unknown>, cause: ReviewCause): OutRecord[] {
    return kernel.endings
      .parked(sink.name, message, record, cause)
      .map((output) => writeOutput(output, message, message.traceparent, sink.name, codec, kernel.partitions));
  }

  /** What is saved carries this hop's span, so that whatever is done with it later hangs below it. */
  function traced(message: Message<T>, spans: HopSpan[]): Message<T> {
    const span = processSpan(message, sink.name, group);
    spans.push(span);
    return { ...message, traceparent: span.traceparent };
  }

  /** Everything readable in one transaction, everything else on the review topic; false when stopped before both were done. */
  async function saveAll(kept: readonly Taken[]): Promise<boolean> {
    const messages: Message<T>[] = [];
    const spans: HopSpan[] = [];
    const unreadable: OutRecord[] = [];
    for (const each of kept) {
      const read = readMessage(each.record, sink.wire, codec, kernel.traceRatio);
      if (read.ok) messages.push(traced(read.message as Message<T>, spans));
      else unreadable.push(...parked(each, read.message, { code: read.code, evidence: { message: read.reason } }));
    }
    const told = unreadable.length === 0 || (await acknowledged(outbox, unreadable, signal));
    const saved = messages.length === 0 || (await reader.patiently('save', () => sink.save(messages))) !== null;
    for (const span of spans) span.end(saved ? undefined : 'stopped');
    return told && saved;
  }

  async function through(kept: readonly Taken[], work: () => Promise<boolean>): Promise<void> {
    const started = performance.now();
    const ticket = feed.begin(kept);
    if (!(await work())) return feed.giveBack(ticket);
    step(sink.name, 'saved', kept.length);
    feed.done(ticket);
    reader.noteTaken(kept);
    reader.noteDone(started);
  }

  async function handle(taken: readonly Taken[]): Promise<void> {
    step(sink.name, 'taken', taken.length);
    const verdict = await tryOf(taken, feed);
    if (verdict === 'gone') return;
    if (verdict === 'poison') {
      const outputs = taken.flatMap((each) => parked(each, envelopeOf(each.record), poisonCause));
      return through(taken, () => acknowledged(outbox, outputs, signal));
    }
    const prepared = await reader.patiently('schemas', () => codec.prepare(taken.map(({ record }) => record.value)));
    if (!prepared) return;
    const kept = taken.filter(({ owned }) => !owned.revoked);
    await through(kept, () => saveAll(kept));
  }

  return reader.runnable({ handle });
}
