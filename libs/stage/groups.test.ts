import { describe, expect, it } from '@jest/globals';
import { FailureError } from '#libs/failures';
import type { MessageLog } from '#libs/log';
import { emit, type Sink, type Stage } from './contract.ts';
import { createSinkRunner } from './sink-runner.ts';
import { createStageRunner } from './stage-runner.ts';
import { committedBy, type Faults, feedIn, memoryWithTopics, openProcess, topics, until, valuesOf } from './testing.ts';

type Value = { readonly n: number };
const stage: Stage<Value, void> = {
  name: 'copy',
  topics: [topics.in],
  wire: 'avro',
  load: async () => undefined,
  decide: ({ id, value }) => emit({ topic: topics.out, key: 'k', id, value: { n: value.n } }),
};
const group = 'junctor-copy';

function open(log: MessageLog, faults: Faults = {}, over: Partial<Stage<Value, void>> = {}) {
  const process = openProcess(log, faults);
  return { ...process, runner: createStageRunner({ ...stage, ...over }, process.kernel) };
}

/** What a log says of its own bounds and of the group's commits, bent. */
function bent(log: MessageLog, over: { start?: bigint; committed?: readonly (readonly [number, bigint])[] }): MessageLog {
  return {
    ...log,
    async admin() {
      const admin = await log.admin();
      return {
        ...admin,
        offsets: async (topic) => (await admin.offsets(topic)).map((each) => ({ ...each, start: over.start ?? each.start })),
        committed: async (_group, topic) =>
          (over.committed ?? []).map(([partition, offset]) => ({ topic, partition, offset, metadata: 'clean' })),
      };
    },
  };
}

describe('rule 4', () => {
  it.each([
    ['a partition without a commit, though others have one', { start: 1n, committed: [[0, 1n]] }, /no committed offset for in\/1/],
    [
      'a commit before the start of the log',
      {
        start: 2n,
        committed: [
          [0, 1n],
          [1, 2n],
        ],
      },
      /stands at 1 of in\/0, but the log holds 2 to 3/,
    ],
    [
      'a commit after its end',
      {
        committed: [
          [0, 9n],
          [1, 0n],
        ],
      },
      /stands at 9 of in\/0/,
    ],
  ] as const)('stops at %s', async (_name, over, expected) => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 }, { n: 1 }, { n: 2 });
    const { runner, fatal } = open(bent(log, over));
    await runner.start();
    await until('it is told', () => fatal.length > 0);
    expect(fatal[0]?.message).toMatch(expected);
    expect(await valuesOf(log, topics.out)).toEqual([]);
    await runner.stop();
  });

  it('starts at the first record where it is still there, when a member died before its first commit', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 1, { n: 0 }, { n: 1 });
    const { runner, fatal } = open(bent(log, { committed: [[0, 0n]] }));
    await runner.start();
    await until('both came through', async () => (await valuesOf(log, topics.out)).length === 2);
    expect(fatal).toEqual([]);
    await runner.stop();
  });

  it('a new group starts where the log does', async () => {
    const log = await memoryWithTopics();
    await feedIn(log, 0, { n: 0 }, { n: 1 }, { n: 2 });
    const { runner } = open(bent(log, { start: 1n }));
    await runner.start();
    await until('the rest is through', async () => (await valuesOf(log, topics.out)).length === 2);
    await runner.stop();
  });

  it('the first commits of a new group, before there is any traffic, are no gap to its other members', async () => {
    const log = await memoryWithTopics();
    const one = open(log);
    const two = open(log);
    await Promise.all([one.runner.start(), two.runner.start()]);
    await until('all are marked', async () => Object.keys(await committedBy(log, group)).length === 2);
    await feedIn(log, 0, { n: 0 });
    await until('it is through', async () => (await valuesOf(log, topics.out)).length === 1);
    await two.runner.stop();
    const three = open(log);
    await three.runner.start();
    await feedIn(log, 1, { n: 1 });
    await until('it is through', async () => (await valuesOf(log, topics.out)).length === 2);
    await Promise.all([one.runner.stop(), three.runner.stop()]);
    expect([...one.fatal, ...two.fatal, ...three.fatal]).toEqual([]);
  });

  it('a broker that does not answer at assignment is waited for', async () => {
    const log = await memoryWithTopics();
    let asked = 0;
    const flaky: MessageLog = {
      ...log,
      async admin() {
        const admin = await log.admin();
        return { ...admin, offsets: async (topic) => (asked++ < 2 ? Promise.reject(new Error('no answer')) : admin.offsets(topic)) };
      },
    };
    const { runner, fatal } = open(flaky);
    await feedIn(log, 0, { n: 0 });
    await runner.start();
    await until('it is through', async () => (await valuesOf(log, topics.out)).length === 1);
    await runner.stop();
    expect(fatal).toEqual([]);
  });
});

/** Another member comes, which takes every partition back for a moment, and goes. */
async function rebalance(log: MessageLog): Promise<void> {
  const events = { onRecords: () => undefined, onAssigned: async () => [], onRevoked: async () => undefined, onError: () => undefined };
  await (await log.consumer({ group, topics: [topics.in] }, events)).close();
}

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('rule 5', () => {
  it('drops what is undecided: a batch whose partition left and came back is not decided for its old owner', async () => {
    const log = await memoryWithTopics();
    const held = gate();
    const loads: number[][] = [];
    const { runner } = open(
      log,
      {},
      {
        load: async (batch) => {
          loads.push(batch.map(({ value }) => value.n));
          if (loads.length === 1) await held.opened;
        },
      },
    );
    await feedIn(log, 0, { n: 0 }, { n: 1 });
    await runner.start();
    await until('the batch is in hand', () => loads.length === 1);
    await rebalance(log);
    held.open();
    await until('it came again', async () => (await valuesOf(log, topics.out)).length >= 2);
    await runner.stop();
    expect(loads).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect((await valuesOf(log, topics.out)).map(({ n }) => n)).toEqual([0, 1]);
  });

  it('waits for the produce, commits, then lets go', async () => {
    const log = await memoryWithTopics();
    const held = gate();
    const { runner, outbox } = open(log, { send: async (_records, send) => held.opened.then(send) });
    await feedIn(log, 0, { n: 0 }, { n: 1 });
    await runner.start();
    await until('it is handed on', () => outbox.waiting === 2);
    let gone = false;
    const leaving = rebalance(log).then(() => {
      gone = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(gone).toBe(false);
    held.open();
    await leaving;
    expect((await committedBy(log, group))[0]).toMatch(/^2 /);
    await runner.stop();
    expect((await valuesOf(log, topics.out)).length).toBe(2);
  });

  it('waits no longer than it may, and leaves the mark of a run that did not end', async () => {
    const log = await memoryWithTopics();
    const held = gate();
    const { runner, outbox } = open(log, { send: async (_records, send) => held.opened.then(send) });
    await feedIn(log, 0, { n: 0 });
    await runner.start();
    await until('it is handed on', () => outbox.waiting > 0);
    await runner.stop();
    expect((await committedBy(log, group))[0]).toBe('0 run');
    held.open();
  });

  it('a refused commit is normal', async () => {
    const log = await memoryWithTopics();
    const { runner, fatal } = open(log, {
      commit: async (positions, commit) => {
        if (positions.some(({ metadata }) => metadata === 'clean')) throw new Error('the group has moved on');
        await commit();
      },
    });
    await feedIn(log, 0, { n: 0 });
    await runner.start();
    await until('it is through', async () => (await valuesOf(log, topics.out)).length === 1);
    await rebalance(log);
    await feedIn(log, 0, { n: 1 });
    await until('it is through', async () => (await valuesOf(log, topics.out)).some(({ n }) => n === 1));
    await runner.stop();
    expect(fatal).toEqual([]);
  });
});

describe('a sink', () => {
  const sink = (save: Sink<Value>['save']): Sink<Value> => ({ name: 'copy', topics: [topics.in], wire: 'avro', save });

  it('commits only what was saved, and parks what cannot be read', async () => {
    const log = await memoryWithTopics();
    const { kernel } = openProcess(log);
    const saved: number[] = [];
    const runner = createSinkRunner(
      sink(async (batch) => void saved.push(...batch.map(({ value }) => value.n))),
      kernel,
    );
    await feedIn(log, 0, { n: 0 }, '!broken', null, { n: 1 });
    await runner.start();
    await until('the offset follows', async () => (await committedBy(log, group))[0]?.startsWith('4 ') === true);
    await runner.stop();
    expect(saved).toEqual([0, 1]);
    expect((await valuesOf(log, topics.review)).map(({ code }) => code)).toEqual(['corrupt', 'tombstone']);
  });

  it('that is stopped while the registry is down parks nothing and skips nothing', async () => {
    const log = await memoryWithTopics();
    const down = new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'the registry is down' } });
    const { kernel } = openProcess(log, { prepare: () => Promise.reject(down) });
    const runner = createSinkRunner(
      sink(async () => undefined),
      kernel,
    );
    await feedIn(log, 0, '?not known while the registry is down');
    await runner.start();
    await until('it says why', () => runner.notReady() === 'the registry is down');
    await runner.stop();
    expect(await valuesOf(log, topics.review)).toEqual([]);
    expect((await committedBy(log, group))[0]).toBe('0 clean');
  });

  it('that is stopped while the database is down gives its batch back', async () => {
    const log = await memoryWithTopics();
    const down = new FailureError({ class: 'transient', scope: 'system', evidence: { message: 'the database is down' } });
    const { kernel } = openProcess(log);
    const runner = createSinkRunner(
      sink(() => Promise.reject(down)),
      kernel,
    );
    await feedIn(log, 0, { n: 0 });
    await runner.start();
    await until('it says why', () => runner.notReady() === 'the database is down');
    await runner.stop();
    expect((await committedBy(log, group))[0]).toBe('0 clean');
  });
});
