import { Module } from '@nestjs/common';
import { readEnv } from '#libs/config';
import { type Line, runs } from '#libs/host';
import { topics } from '#libs/line';
import { createStageRunner, type Message, pause, type Stage } from '#libs/stage';
import { enrichEnvironment } from './config.ts';
import { createEnrich, type Enrichable, type Found, foundKey, keysOf } from './enrich.ts';

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

export function enrichStage(line: Line): Stage<Enrichable, Found> {
  const { ENRICH_DEADLINE_MS } = readEnv(enrichEnvironment);
  return {
    name: 'enrich',
    topics: [topics.canonical('event'), topics.canonical('incident')],
    wire: 'avro',
    load: (batch) => lookUp(line, ENRICH_DEADLINE_MS, batch),
    decide: createEnrich(),
  };
}

@Module({ providers: [runs('enrich', (line) => createStageRunner(enrichStage(line), line.kernel))] })
export class EnrichModule {}
