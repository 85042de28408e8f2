import { describe, expect, it } from '@jest/globals';
import type { Line } from '#libs/host';
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

  it('takes its last record before it writes what it owes', () => {
    const { line, debts } = around(0);
    const stopped = enrichRunnables(line, debts).toReversed();
    expect(stopped.map(({ name }) => name)).toEqual(['enrich', 'enrich-context']);
  });
});
