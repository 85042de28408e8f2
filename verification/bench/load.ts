import { join } from 'node:path';
import { runProgram } from '#verification/rig';
import { benchToken, type Rig, type Stages } from './line-up.ts';
import type { Percentiles } from './statistics.ts';

export interface LoadOptions {
  readonly count: number;
  /** Records a second; null = as fast as they are taken. */
  readonly rate: number | null;
  readonly way: 'topic' | 'webhook';
  /** Share of records whose sender samples their trace. */
  readonly traces?: number;
}

/** What the generator saw; times are epoch milliseconds. */
export interface Offered {
  readonly accepted: number;
  readonly refused: number;
  readonly began: number;
  readonly ended: number;
  readonly ackMs?: Percentiles;
}

/** What the target saw since it was reset. */
export interface Seen {
  readonly effects: number;
  readonly creates: number;
  readonly keys: number;
  readonly repeated: number;
  readonly inverted: number;
  readonly unmarked: number;
  readonly latencyMs: Percentiles;
}

let loads = 0;

/** Runs the generator, a process of its own, to its end. Every load has keys of its own. */
export async function offer(rig: Rig, stages: Stages, options: LoadOptions): Promise<Offered> {
  const run = `${Date.now().toString(36)}${loads++}`;
  const way = options.way === 'topic' ? ['--brokers', rig.brokers] : ['--url', stages.ingestUrl];
  const summary = await runProgram({
    name: 'generator',
    module: 'verification/bench/generator.js',
    args: [
      '--run',
      run,
      '--count',
      String(options.count),
      '--rate',
      String(options.rate ?? 'max'),
      '--traces',
      String(options.traces ?? 0),
      ...way,
    ],
    env: { BENCH_WEBHOOK_TOKEN: benchToken },
    logFile: join(rig.dir, 'generator.log'),
  });
  return summary as unknown as Offered;
}

/** Empties the target's memory and sets how long it takes to answer. */
export async function resetTarget(rig: Rig, delayMs: number): Promise<void> {
  await ask(rig, `/reset?delay=${delayMs}`);
}

export function targetSaw(rig: Rig): Promise<Seen> {
  return ask(rig, '/stats');
}

async function ask(rig: Rig, path: string): Promise<Seen> {
  const answer = await fetch(`${rig.targetUrl}${path}`);
  return ((await answer.json()) as { result: Seen }).result;
}
