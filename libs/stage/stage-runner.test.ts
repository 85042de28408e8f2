import { describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import { partitionFor, readTrail } from '#libs/log';
import { drop, emit, type Message, review, type Stage } from './contract.ts';
import { createStageRunner } from './stage-runner.ts';
import { committedBy, feedIn, memoryWithTopics, openProcess, recordsOf, topics, until, valuesOf } from './testing.ts';

type Value = { readonly n: number; readonly does?: string };

const copy = (message: Message<Value>, extra: object = {}) => ({
  topic: topics.out,
  key: `key ${message.value.n}`,
  id: `out of ${message.id}`,
  value: { n: message.value.n, ...extra },
});

const stage: Stage<Value, void> = {
  name: 'copy',
  topics: [topics.in],
  wire: 'avro',
  load: async () => undefined,
  decide(message) {
    if (message.value.does === 'throw') throw new TypeError('a mistake of ours');
    if (message.value.does === 'drop') return drop('nobody wants it');
    if (message.value.does === 'unfit') return emit(copy(message, { unfit: true }));
    if (message.value.does === 'long') return emit(copy(message, { text: 'x'.repeat(1_000_000) }));
    if (message.value.does === 'review') return review('odd', { message: 'look at this' });
    if (message.value.does === 'both')
      return { kind: 'emit', outputs: [copy(message)], reviews: [{ code: 'one-flow', evidence: { message: 'only this one' }, flow: 'f' }] };
    return emit(copy(message));
  },
};
const group = 'junctor-copy';
const numbers = (from: number, count: number): Value[] => Array.from({ length: count }, (_, index) => ({ n: from + index }));

describe('what a stage makes of a record', () => {
  const cases: readonly (readonly [string, string | object | null, string | null])[] = [
    ['goes on', { n: 1 }, null],
    ['a tombstone is parked', null, 'tombstone'],
    ['an unknown schema is parked', '?frame', 'unknown-schema'],
    ['a corrupt frame is parked', '!frame', 'corrupt'],
    ['another type is parked', '#frame', 'wrong-type'],
    ['a throw is a bug of ours with this one message', { n: 1, does: 'throw' }, 'bug'],
    ['an output that does not fit its schema', { n: 1, does: 'unfit' }, 'unfit-output'],
    ['an output longer than a record may be', { n: 1, does: 'long' }, 'unfit-output'],
    ['what the step wants looked at', { n: 1, does: 'review' }, 'odd'],
  ];
  it.each(cases)('%s', async (_name, value, code) => {
    const log = await memoryWithTopics();
    const { kernel, fatal } = openProcess(log);
    const runner = createStageRunner(stage, kernel);
    await feedIn(log, 0, value, { n: 2 });
    await runner.start();
    await until('the next record is through', async () => (await valuesOf(log, topics.out)).some(({ n }) => n === 2));
    const reviews = await valuesOf(log, topics.review);
    expect(reviews.map((each) => each.code)).toEqual(code === null ? [] : [code]);
    expect(reviews.every((each) => String((each.evidence as { message: string }).message).length > 0)).toBe(true);
    expect((await valuesOf(log, topics.outcome)).map(({ kind, reason }) => [kind, reason])).toEqual(
      code === null ? [] : [['parked', code]],
    );
    await runner.stop();
    expect(fatal).toEqual([]);
  });

  it('tells the reason of a drop, and parks one flow of several', async () => {
    const log = await memoryWithTopics();
    const { kernel } = openProcess(log);
    const runner = createStageRunner(stage, kernel);
    await feedIn(log, 0, { n: 1, does: 'drop' }, { n: 2, does: 'both' });
    await runner.start();
    await until('both are through', async () => (await recordsOf(log, topics.outcome)).length === 2);
    expect((await valuesOf(log, topics.outcome)).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['filtered', 'nobody wants it'],
      ['parked', 'one-flow'],
    ]);
    expect((await valuesOf(log, topics.out)).map(({ n }) => n)).toEqual([2]);
    await runner.stop();
  });

  it('rules 3 and 8: names the partition, grows the trail by one hop, keeps the trace and the revision', async () => {
    const log = await memoryWithTopics();
    const { kernel } = openProcess(log);
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00';
    const headers = { ce_id: 'm1', traceparent, 'junctor-revision': 'r1', 'junctor-trail': '[["before",3,7,1000]]' };
    const producer = await log.producer();
    await producer.send([
      { topic: topics.in, partition: 1, key: 'k', value: Buffer.from('{"n":3}'), headers },
      { topic: topics.in, partition: 1, key: 'k', value: Buffer.from('{"n":2,"does":"review"}'), headers },
    ]);
    const runner = createStageRunner(stage, kernel);
    await runner.start();
    await until('both are through', async () => (await recordsOf(log, topics.outcome)).length === 1);
    const [out] = await recordsOf(log, topics.out);
    const [input] = await recordsOf(log, topics.in);
    const hops = [
      { topic: 'before', partition: 3, offset: 7, at: 1000 },
      { topic: topics.in, partition: 1, offset: 0, at: input?.timestamp },
    ];
    expect([out?.partition, partitionFor('key 3', 2)]).toEqual([1, 1]);
    expect(readTrail(out?.headers ?? {})).toEqual(hops);
    expect(out?.headers).toMatchObject({
      traceparent,
      'junctor-revision': 'r1',
      ce_id: 'out of m1',
      ce_source: '/junctor/copy',
      ce_specversion: '1.0',
    });
    const [outcome] = await valuesOf(log, topics.outcome);
    expect(outcome?.trail).toEqual(
      hops.map((hop) => ({ ...hop, offset: hop.topic === topics.in ? 1 : hop.offset, at: expect.any(Number) })),
    );
    await runner.stop();
  });
});

describe('offsets', () => {
  it('rule 2: follow only once everything below is acknowledged', async () => {
    const log = await memoryWithTopics();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { kernel, outbox } = openProcess(log, {
      send: async (_records, send) => {
        await held;
        return send();
      },
    });
    const runner = createStageRunner(stage, kernel);
    await feedIn(log, 0, ...numbers(0, 3));
    await runner.start();
    await until('all are handed on', () => outbox.waiting === 3);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await committedBy(log, group)).toEqual({ 0: '0 run', 1: '0 run' });
    release();
    await until('the offset follows', async () => (await committedBy(log, group))[0] === '3 run');
    await runner.stop();
    expect(await committedBy(log, group)).toEqual({ 0: '3 clean', 1: '0 clean' });
  });

  it('rule 7: are never waited for', async () => {
    const log = await memoryWithTopics();
    let commits = 0;
    let answer = (): void => undefined;
    const unanswered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const { kernel } = openProcess(log, { commit: (_positions, commit) => (commits++ === 0 ? commit() : unanswered) });
    const runner = createStageRunner(stage, kernel);
    await runner.start();
    for (let n = 0; n < 5; n++) {
      await feedIn(log, 0, { n });
      await until('it is through', async () => (await recordsOf(log, topics.out)).length === n + 1);
      await new Promise((resolve) => setTimeout(resolve, 60));
    }
    expect(commits).toBe(2);
    answer();
    await runner.stop();
  });

  it('a refused commit is tried again with the next one', async () => {
    const log = await memoryWithTopics();
    let refusals = 0;
    const { kernel, fatal } = openProcess(log, {
      commit: async (positions, commit) => {
        if (positions.some((each) => each.offset > 0n) && refusals++ < 2) throw new Error('the group is rebalancing');
        await commit();
      },
    });
    const runner = createStageRunner(stage, kernel);
    await feedIn(log, 0, { n: 1 });
    await runner.start();
    await until('the offset follows', async () => (await committedBy(log, group))[0] === '1 run');
    await runner.stop();
    expect(fatal).toEqual([]);
  });
});

describe('a lost dependency', () => {
  it('keeps the batch while load fails, says why, and goes on', async () => {
    const log = await memoryWithTopics();
    let failures = 0;
    const { kernel, fatal } = openProcess(log);
    const runner = createStageRunner(
      {
        ...stage,
        load: async () => {
          if (failures++ < 2) throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'no context today' } });
        },
      },
      kernel,
    );
    await feedIn(log, 0, ...numbers(0, 3));
    await runner.start();
    await until('it says why', () => runner.notReady() === 'no context today');
    await until('all are through', async () => (await recordsOf(log, topics.out)).length === 3);
    expect(runner.notReady()).toBe(null);
    await runner.stop();
    expect(fatal).toEqual([]);
  });

  it('takes null as what was loaded: a batch without context is a batch', async () => {
    const log = await memoryWithTopics();
    const { kernel } = openProcess(log);
    const runner = createStageRunner<Value, null>(
      { ...stage, load: async () => null, decide: (message) => stage.decide(message, undefined) },
      kernel,
    );
    await feedIn(log, 0, ...numbers(0, 3));
    await runner.start();
    await until('all are through', async () => (await recordsOf(log, topics.out)).length === 3);
    await runner.stop();
  });

  it('a bug in load stops the process', async () => {
    const log = await memoryWithTopics();
    const { kernel, fatal } = openProcess(log);
    const runner = createStageRunner({ ...stage, load: () => Promise.reject(new TypeError('ours')) }, kernel);
    await feedIn(log, 0, { n: 1 });
    await runner.start();
    await until('it is told', () => fatal.length === 1);
    await runner.stop();
  });
});

describe('backpressure and stop', () => {
  it('pauses at the high-water mark and resumes below the low one, losing nothing', async () => {
    const log = await memoryWithTopics();
    const flow: string[] = [];
    let blocked = true;
    const { kernel } = openProcess(log, { flow: (what) => flow.push(what) });
    const load = async (): Promise<void> => {
      if (blocked) throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'later' } });
    };
    const runner = createStageRunner({ ...stage, load }, kernel);
    await feedIn(log, 0, ...numbers(0, 6_000));
    await runner.start();
    await until('it pauses', () => flow.includes('pause'));
    expect(flow).not.toContain('resume');
    blocked = false;
    await until('all are through', async () => (await recordsOf(log, topics.out)).length === 6_000);
    expect(flow).toContain('resume');
    await runner.stop();
  });

  it('pauses again after a rebalance while it is paused', async () => {
    const log = await memoryWithTopics();
    let pauses = 0;
    const { kernel } = openProcess(log, { flow: (what) => void (what === 'pause' && pauses++) });
    const load = (): Promise<void> =>
      Promise.reject(new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'later' } }));
    const runner = createStageRunner({ ...stage, load }, kernel);
    await feedIn(log, 0, ...numbers(0, 9_000));
    await runner.start();
    await until('it pauses', () => pauses > 0);
    const before = pauses;
    const events = { onRecords: () => undefined, onAssigned: async () => [], onRevoked: async () => undefined, onError: () => undefined };
    await (await log.consumer({ group, topics: [topics.in] }, events)).close();
    await until('it pauses again', () => pauses > before);
    await runner.stop();
  });

  it('loses nothing between a stop and the next start', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, ...numbers(0, 2_000));
    for (let run = 0; run < 3; run++) {
      const { kernel, outbox } = openProcess(log);
      const runner = createStageRunner(stage, kernel);
      await runner.start();
      await until('something is through', async () => (await recordsOf(log, topics.out)).length > run * 500);
      await runner.stop();
      await outbox.close(1_000);
      expect((await committedBy(log, group))[0]).toMatch(/ clean$/);
    }
    const { kernel } = openProcess(log);
    const last = createStageRunner(stage, kernel);
    await last.start();
    await until('everything is committed', async () => (await committedBy(log, group))[0]?.startsWith('2000 ') === true);
    await last.stop();
    expect([...new Set((await valuesOf(log, topics.out)).map(({ n }) => n))].length).toBe(2_000);
  });

  it('stops although the broker is gone and the outbox full', async () => {
    const log = await memoryWithTopics();
    const { kernel, outbox } = openProcess(log, { send: () => Promise.reject(new Error('no broker')) });
    const runner = createStageRunner(stage, kernel);
    await feedIn(log, 0, ...numbers(0, 9_000));
    await runner.start();
    await until('the outbox is full', () => outbox.waiting >= 8_000);
    expect(runner.notReady()).toBe('the broker does not take records');
    await runner.stop();
    await outbox.close(0);
    expect((await committedBy(log, group))[0]).toBe('0 run');
  });
});
