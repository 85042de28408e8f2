import { describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import type { MessageLog } from '#libs/log';
import { emit, type Message, type Sink, type Stage } from './contract.ts';
import { createIsolatedDecider } from './isolation.ts';
import { createSinkRunner } from './sink-runner.ts';
import { createStageRunner } from './stage-runner.ts';
import { committedBy, feedIn, memoryWithTopics, openProcess, topics, until, valuesOf } from './testing.ts';

type Value = { readonly n: number; readonly does?: string };
const module = new URL('./testdata/deadly.ts', import.meta.url);
const message = (value: Value): Message<Value> => ({
  id: 'm',
  value,
  topic: 'in',
  partition: 0,
  offset: 7n,
  timestamp: 0,
  key: 'k',
  headers: {},
  revision: null,
  traceparent: null,
  trail: '[]',
});

describe('a decision in a thread of its own', () => {
  it.each([
    ['an exit', 'exit', 'ended'],
    ['an endless loop', 'loop', 'ended'],
    ['memory without end', 'memory', 'ended'],
    ['a throw', 'throw', 'threw'],
  ])('%s leaves this one alive, and the next one is decided', async (_name, does, kind) => {
    const decider = createIsolatedDecider({ module, data: null }, { timeoutMs: does === 'loop' ? 500 : 20_000 });
    expect((await decider.decide(message({ n: 1, does }), null)).kind).toBe(kind);
    const next = await decider.decide(message({ n: 2 }), null);
    expect(next).toMatchObject({ kind: 'decided', decision: { outputs: [{ value: { n: 2 } }] } });
    await decider.close();
  });

  it('a thread that cannot be built is nobody’s poison', async () => {
    const decider = createIsolatedDecider({ module, data: 'unbuildable' });
    expect(await decider.decide(message({ n: 1 }), null)).toMatchObject({ kind: 'unstarted' });
    await decider.close();
  });
});

/** Appends a mark by hand, as a run that ended uncleanly leaves it. */
async function leave(log: MessageLog, group: string, offset: bigint, metadata: string): Promise<void> {
  let assigned = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    assigned = resolve;
  });
  const consumer = await log.consumer(
    { group, topics: [topics.in] },
    {
      onRecords: () => undefined,
      onAssigned: async (partitions) => {
        assigned();
        return partitions.map((at) => ({ ...at, offset: 0n, metadata: '' }));
      },
      onRevoked: async () => undefined,
      onError: () => undefined,
    },
  );
  await ready;
  await consumer.commit([
    { topic: topics.in, partition: 0, offset, metadata },
    { topic: topics.in, partition: 1, offset: 0n, metadata: 'clean' },
  ]);
  await consumer.close();
}

const decided: number[] = [];
const stage: Stage<Value, void> = {
  name: 'deadly',
  topics: [topics.in],
  wire: 'avro',
  load: async () => undefined,
  decide(each) {
    decided.push(each.value.n);
    return emit({ topic: topics.out, key: 'k', id: each.id, value: { n: each.value.n } });
  },
  isolation: () => ({ module, data: null }),
};

async function runStage(log: MessageLog, reaches: number, over: Partial<Stage<Value, void>> = {}): Promise<string[]> {
  const marks: string[] = [];
  const { kernel, fatal } = openProcess(log, {
    commit: async (positions, commit) => {
      marks.push(...positions.filter(({ partition }) => partition === 0).map((each) => `${each.offset} ${each.metadata}`));
      await commit();
    },
  });
  const runner = createStageRunner({ ...stage, ...over }, kernel);
  await runner.start();
  await until('all are through', async () => (await committedBy(log, 'junctor-deadly'))[0]?.startsWith(`${reaches} `) === true);
  await runner.stop();
  expect(fatal).toEqual([]);
  return marks;
}

describe('rule 6 in a stage', () => {
  const values: Value[] = [{ n: 0 }, { n: 1, does: 'exit' }, { n: 2 }, { n: 3 }, { n: 4 }];

  it('after a clean end decides here, and writes that it runs', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 }, { n: 1 });
    await leave(log, 'junctor-deadly', 0n, 'clean');
    decided.length = 0;
    const marks = await runStage(log, 2);
    expect(decided).toEqual([0, 1]);
    expect(marks).toEqual(['0 run', '2 run', '2 clean', '2 clean']);
  });

  it('after an unclean end decides the window in a worker, parks what kills it and moves on', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, ...values);
    await leave(log, 'junctor-deadly', 0n, 'run');
    decided.length = 0;
    const marks = await runStage(log, 5);
    expect(decided).toEqual([]);
    expect(marks[0]).toBe('0 care');
    expect((await valuesOf(log, topics.review)).map(({ code, at }) => [code, at])).toEqual([['poison', '0/1']]);
    expect((await valuesOf(log, topics.out)).map(({ n }) => n)).toEqual([0, 2, 3, 4]);
  });

  it('takes with care only what the run before can have had in hand', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 });
    await leave(log, 'junctor-deadly', 1n, 'care');
    decided.length = 0;
    const { kernel } = openProcess(log);
    const runner = createStageRunner(stage, kernel);
    await runner.start();
    await until('it runs', async () => (await committedBy(log, 'junctor-deadly'))[0] === '1 run');
    await feedIn(log, 0, { n: 1 });
    await until('it is through', () => decided.length === 1);
    await runner.stop();
  });

  it('after two unclean ends writes each try first, and parks no record but the one that ended two runs', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 }, { n: 1 }, { n: 2 }, { n: 3 }, { n: 4 });
    await leave(log, 'junctor-deadly', 0n, 'care');
    const marks = await runStage(log, 5);
    expect(marks.filter((mark) => mark.includes('try'))).toEqual(['0 try:1', '1 try:1', '2 try:1', '3 try:1', '4 try:1']);
    expect(await valuesOf(log, topics.review)).toEqual([]);
    expect((await valuesOf(log, topics.out)).map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
  });

  it('gives a second try, and after that parks unseen', async () => {
    const second = await memoryWithTopics();
    await feedIn(second, 0, { n: 0 });
    await leave(second, 'junctor-deadly', 0n, 'try:1');
    expect(await runStage(second, 1)).toContain('0 try:2');
    expect(await valuesOf(second, topics.review)).toEqual([]);

    const third = await memoryWithTopics();
    await feedIn(third, 0, { n: 0 }, { n: 1 });
    await leave(third, 'junctor-deadly', 0n, 'try:2');
    const loaded: number[] = [];
    await runStage(third, 2, { load: async (batch) => void loaded.push(...batch.map(({ value }) => value.n)) });
    expect(loaded).toEqual([1]);
    expect((await valuesOf(third, topics.review)).map(({ code, at }) => [code, at])).toEqual([['poison', '0/0']]);
    expect((await valuesOf(third, topics.out)).map(({ n }) => n)).toEqual([1]);
  });

  it('a try that the group refuses is written again while the partition is ours, and ends no process', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 });
    await leave(log, 'junctor-deadly', 0n, 'care');
    let refusals = 0;
    const { kernel, fatal } = openProcess(log, {
      commit: async (positions, commit) => {
        if (positions.some(({ metadata }) => metadata.startsWith('try')) && refusals++ < 2) throw new Error('rebalancing');
        await commit();
      },
    });
    const runner = createStageRunner(stage, kernel);
    await runner.start();
    await until('it is through', async () => (await valuesOf(log, topics.out)).length === 1);
    await runner.stop();
    expect(refusals).toBe(3);
    expect(fatal).toEqual([]);
  });

  it('decides here when no thread can be built', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 });
    await leave(log, 'junctor-deadly', 0n, 'run');
    decided.length = 0;
    await runStage(log, 1, { isolation: () => ({ module, data: 'unbuildable' }) });
    expect(decided).toEqual([0]);
  });
});

describe('rule 6 in a sink', () => {
  /** Ends its process on one record, as kill -9 would. */
  async function run(log: MessageLog, saved: number[]): Promise<'ended' | 'through'> {
    const process = openProcess(log);
    let ended = false;
    let giveUp = (): void => undefined;
    const sink: Sink<Value> = {
      name: 'deadly',
      topics: [topics.in],
      wire: 'avro',
      save: async (batch) => {
        if (batch.some(({ value }) => value.does)) {
          ended = true;
          await new Promise((_, reject) => {
            giveUp = () => reject(new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'gone' } }));
          });
        }
        saved.push(...batch.map(({ value }) => value.n));
      },
    };
    const runner = createSinkRunner(sink, process.kernel);
    await runner.start();
    await until('it ends', async () => ended || (await committedBy(log, 'junctor-deadly'))[0]?.startsWith('4 ') === true);
    if (ended) await process.crash();
    const stopping = runner.stop();
    giveUp();
    await stopping;
    return ended ? 'ended' : 'through';
  }

  it('finds the record that ends its process, and saves all the others', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 }, { n: 1 }, { n: 2, does: 'end' }, { n: 3 });
    const saved: number[] = [];
    const runs: string[] = [];
    while (runs.at(-1) !== 'through' && runs.length < 8) runs.push(await run(log, saved));
    expect(runs).toEqual(['ended', 'ended', 'ended', 'ended', 'through']);
    expect([...new Set(saved)]).toEqual([0, 1, 3]);
    expect((await valuesOf(log, topics.review)).map(({ code, at }) => [code, at])).toEqual([['poison', '0/2']]);
  });
});
