import { Module } from '@nestjs/common';
import { readEnv } from '#libs/config';
import { LINE, type Line } from '#libs/host';
import { topics } from '#libs/line';
import { models } from '#libs/model';
import { createStageRunner, type Message, pause, type Runnable, type Stage } from '#libs/stage';
import { enrichEnvironment } from './config.ts';
import { type ContextDebts, createContextDebts } from './context-debts.ts';
import { createEnrich, type Enrichable, type Found, foundKey, keysOf } from './enrich.ts';
import { createMakeGood } from './make-good.ts';

/** Enrichment is best effort: a batch waits until the deadline for its context, then goes on without it. */
async function lookUp(line: Line, deadlineMs: number, batch: readonly Message<Enrichable>[]): Promise<Found> {
  const wanted = new Map(batch.flatMap((message) => keysOf(message.value)).map((key) => [foundKey(key), key]));
  if (wanted.size === 0) return new Map();
  const late = new AbortController();
  try {
    const hits = await Promise.race([line.store.context([...wanted.values()]), pause(deadlineMs, late.signal).then(() => null)]);
    if (hits === null) line.logger.warn({ batch: batch.length }, 'context did not come in time; records go on without it');
    return hits === null ? null : new Map(hits.map((hit) => [foundKey(hit), hit]));
  } catch (error) {
    line.logger.warn({ reason: String(error) }, 'context could not be read; records go on without it');
    return null;
  } finally {
    late.abort();
  }
}

/** What is missing is noted before the record goes on; both together take no longer than the deadline. */
function enrichStage(line: Line, debts: ContextDebts): Stage<Enrichable, Found> {
  const { ENRICH_DEADLINE_MS } = readEnv(enrichEnvironment);
  return {
    name: 'enrich',
    topics: models.map((model) => topics.canonical(model)),
    wire: 'avro',
    async load(batch) {
      const started = performance.now();
      const found = await lookUp(line, ENRICH_DEADLINE_MS, batch);
      await debts.note(batch, found, Math.max(1, ENRICH_DEADLINE_MS - (performance.now() - started)));
      return found;
    },
    decide: createEnrich(),
  };
}

/** Sends on again, as updates, what went on without its context. */
function contextMakeGood(line: Line, debts: ContextDebts): Runnable {
  const { ENRICH_OWED_FOR_HOURS } = readEnv(enrichEnvironment);
  return createMakeGood(line, debts, { everyMs: 1_000, owedForMs: ENRICH_OWED_FOR_HOURS * 3_600_000 });
}

/** In the order in which they start. They stop in the reverse one: what is owed is written after the last record was taken. */
export function enrichRunnables(line: Line, debts: ContextDebts): Runnable[] {
  return [contextMakeGood(line, debts), createStageRunner(enrichStage(line, debts), line.kernel)];
}

@Module({
  providers: [
    {
      provide: Symbol('enrich'),
      inject: [LINE],
      useFactory: (line: Line) => enrichRunnables(line, createContextDebts(line.store, line.logger)).map((runnable) => line.add(runnable)),
    },
  ],
})
export class EnrichModule {}
