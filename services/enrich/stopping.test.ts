import { describe, expect, it } from '@jest/globals';
import { type Line, StageStrategy } from '#libs/host';
import { topics } from '#libs/line';
import { createMemoryLog, type MessageLog } from '#libs/log';
import { models } from '#libs/model';
import type { Message } from '#libs/stage';
import type { ContextDebt } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createContextDebts } from './context-debts.ts';
import { enrichRunnables } from './enrich.module.ts';
import type { Enrichable } from './enrich.ts';
import { createMakeGood } from './make-good.ts';

const logger = createLogger('test', 'silent');
const message = (record: string): Message<Enrichable> =>
  ({
    ...{ topic: 'junctor.canonical.event.v1', partition: 0, offset: 1n },
    value: { meta: { system: 's', record, version: 1 }, ciKeys: ['node/a'] },
  }) as unknown as Message<Enrichable>;

/** A store that is away until it was asked so often after `comeBack` was called. */
function around(refusals: number) {
  const written: ContextDebt[] = [];
  let left = Number.POSITIVE_INFINITY;
  const store = {
    async oweContext(debts: readonly ContextDebt[]) {
      if (left-- > 0) throw new Error('away');
      written.push(...debts);
    },
    dueContext: async () => [],
    contextPaid: async () => undefined,
  };
  const line = {
    store,
    logger,
    kernel: { meters: createMeters(), partitions: new Map(), membership: () => ({}) },
    outbox: {},
  } as unknown as Line;
  const debts = createContextDebts(line.store, logger);
  const comeBack = (): void => {
    left = refusals;
  };
  return { line, debts, written, comeBack };
}

/** The log, with something that happens while whoever reads it is about to leave. */
const whileItLeaves = (log: MessageLog, happen: () => Promise<void>): MessageLog => ({
  ...log,
  async consumer(options, events) {
    const consumer = await log.consumer(options, events);
    return {
      ...consumer,
      async close() {
        await happen();
        await consumer.close();
      },
    };
  },
});

describe('a process that stops', () => {
  it.each<[string, number, number]>([
    ['is away for a moment', 3, 2],
    ['takes only so many at once', 2_500, 0],
  ])('leaves nothing in memory where the store %s', async (_, records, refusals) => {
    const { line, debts, written, comeBack } = around(refusals);
    await debts.note(
      Array.from({ length: records }, (_each, at) => message(`r${at}`)),
      null,
      1,
    );
    comeBack();
    await createMakeGood(line, debts, { everyMs: 1, owedForMs: 1_000 }).stop();
    expect([written.length, debts.unwritten]).toEqual([records, []]);
  });

  it('ends where the store stays away', async () => {
    const { line, debts } = around(Number.POSITIVE_INFINITY);
    await debts.note([message('r')], null, 1);
    await createMakeGood(line, debts, { everyMs: 1, owedForMs: 1_000 }).stop();
    expect(debts.unwritten).toHaveLength(1);
  });

  it('takes its last record before it writes what it owes', async () => {
    const { line, debts, written, comeBack } = around(0);
    comeBack();
    const memory = createMemoryLog();
    const admin = await memory.admin();
    await admin.ensureTopics(models.map((model) => ({ topic: topics.canonical(model), partitions: 1, replicationFactor: 1, config: {} })));
    const log = whileItLeaves(memory, () => debts.note([message('last')], null, 1));
    const kernel = { ...line.kernel, log };
    const strategy = new StageStrategy(enrichRunnables({ ...line, kernel }, debts), logger);
    await new Promise<void>((resolve, reject) => {
      strategy.listen((error) => (error === undefined ? resolve() : reject(error)));
    });
    await strategy.close();
    expect(written.map(({ record }) => record)).toEqual(['last']);
  });
});
