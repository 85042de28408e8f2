import { Module } from '@nestjs/common';
import { type Line, runs } from '#libs/host';
import { topics } from '#libs/line';
import { createStageRunner, type Message, pause, type Stage } from '#libs/stage';
import { createEnrich, type Enrichable, type Found, foundKey, keysOf } from './enrich.ts';

/** Enrichment is best effort: a batch waits this long for its context, then goes on without it. */
const deadlineMs = 200;

async function lookUp(line: Line, batch: readonly Message<Enrichable>[]): Promise<Found> {
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

function enrichStage(line: Line): Stage<Enrichable, Found> {
  return {
    name: 'enrich',
    topics: [topics.canonical('event'), topics.canonical('incident')],
    wire: 'avro',
    load: (batch) => lookUp(line, batch),
    decide: createEnrich(),
  };
}

@Module({ providers: [runs('enrich', (line) => createStageRunner(enrichStage(line), line.kernel))] })
export class EnrichModule {}
