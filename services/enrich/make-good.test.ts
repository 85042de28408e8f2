import { describe, expect, it } from '@jest/globals';
import type { Line } from '#libs/host';
import type { LogRecord, OutRecord } from '#libs/log';
import type { Event } from '#libs/model';
import type { Message } from '#libs/stage';
import type { ContextDebt, ContextHit } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import { createContextDebts } from './context-debts.ts';
import type { Enrichable } from './enrich.ts';
import { createMakeGood } from './make-good.ts';

const logger = createLogger('test', 'silent');
const topic = 'junctor.canonical.event.v1';
const event = (record: string, version: number, ciKeys = ['node/a']): Event =>
  ({ meta: { id: `${record}-${version}`, system: 's', record, version, digest: 'd' }, ciKeys, context: null }) as unknown as Event;
const debt = (record: string, version: number, offset = version): ContextDebt => ({
  ...{ system: 's', record, version, keys: ['node/a'], topic, partition: 0, offset },
});

/** A store and a log that hold just what a turn looks at. */
function around(given: {
  readonly start?: bigint;
  readonly committed?: bigint;
  readonly due: readonly ContextDebt[];
  readonly unfit?: string;
}) {
  const hits: ContextHit[] = [];
  const paid: string[] = [];
  const sent: OutRecord[] = [];
  const state = { committed: given.committed ?? 100n, left: [...given.due], acknowledges: true };
  const store = {
    oweContext: async () => undefined,
    dueContext: async () => state.left.map((each) => ({ ...each, ageMs: 0 })),
    context: async () => hits,
    contextPaid: async (debts: readonly ContextDebt[]) => {
      for (const each of debts) {
        paid.push(`${each.record} ${each.version}`);
        state.left = state.left.filter((one) => one.record !== each.record);
      }
    },
  };
  const log = {
    admin: async () => ({
      offsets: async () => [{ topic, partition: 0, start: given.start ?? 0n, end: 200n }],
      committed: async () => [{ topic, partition: 0, offset: state.committed, metadata: '' }],
      close: async () => undefined,
    }),
    async read(_topic: string, partition: number, offset: bigint): Promise<LogRecord[]> {
      const found = given.due.find((each) => BigInt(each.offset) === offset);
      const value = Buffer.from(JSON.stringify(found && event(found.record, found.version)));
      return found
        ? [{ topic, partition, offset, timestamp: 5, key: `s/${found.record}`, value, headers: { 'junctor-revision': 'r7' } }]
        : [];
    },
  };
  const codec = {
    prepare: async () => undefined,
    decode: (_topic: string, value: Buffer) => ({ ok: true, value: JSON.parse(String(value)), schemaId: 1 }),
    encode(_topic: string, value: Event) {
      if (value.meta.record === given.unfit) throw new Error('does not fit');
      return Buffer.from(JSON.stringify(value));
    },
  };
  const outbox = {
    append(records: readonly OutRecord[], acknowledged: () => void) {
      sent.push(...records);
      if (state.acknowledges) acknowledged();
    },
  };
  const partitions = new Map([['junctor.enriched.event.v1', 2]]);
  const kernel = { log, codec, partitions, meters: createMeters(), traceRatio: 0 };
  const line = { store, kernel, logger, outbox } as unknown as Line;
  const worker = createMakeGood(line, createContextDebts(line.store, logger), { everyMs: 1, owedForMs: 1_000 });
  const turns = async (): Promise<void> => {
    await worker.start();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await worker.stop();
  };
  const known = (): number => hits.push({ kind: 'ci', key: 'node/a', data: { name: 'a' }, ageMs: 1 });
  return { state, sent, paid, turns, known };
}

describe('making good', () => {
  it('sends on once what has come, under its own revision, and forgets the debt', async () => {
    const { sent, paid, turns, known } = around({ due: [debt('r', 3)] });
    known();
    await turns();
    expect(sent.map(({ key, headers }) => [key, headers['junctor-revision']])).toEqual([['s/r', 'r7']]);
    expect(paid).toEqual(['r 3']);
  });

  it.each<[string, Parameters<typeof around>[0], boolean]>([
    ['the item is not known yet', { due: [debt('r', 3)] }, false],
    ['the first copy may not be in the log yet', { due: [debt('r', 3)], committed: 3n }, true],
  ])('waits while %s', async (_, given, isKnown) => {
    const { sent, paid, turns, known } = around(given);
    if (isKnown) known();
    await turns();
    expect([sent, paid]).toEqual([[], []]);
  });

  it('gives up what the log no longer holds', async () => {
    const { sent, paid, turns, known } = around({ due: [debt('r', 3)], start: 4n });
    known();
    await turns();
    expect([sent, paid]).toEqual([[], ['r 3']]);
  });

  it('keeps the debt while the broker has not acknowledged, and sends the same again', async () => {
    const { state, sent, paid, turns, known } = around({ due: [debt('r', 3)] });
    known();
    state.acknowledges = false;
    await turns();
    expect(paid).toEqual([]);
    expect(new Set(sent.map(({ headers }) => headers.ce_id)).size).toBe(1);
  });

  it('is not held up by a record that the context does not fit', async () => {
    const { sent, paid, turns, known } = around({ due: [debt('odd', 3), debt('r', 4)], unfit: 'odd' });
    known();
    await turns();
    expect(sent.map(({ key }) => key)).toEqual(['s/r']);
    expect(paid.sort()).toEqual(['odd 3', 'r 4']);
  });
});

describe('what is owed', () => {
  const message = (record: string, version: number): Message<Enrichable> =>
    ({ topic, partition: 0, offset: BigInt(version), value: event(record, version) }) as unknown as Message<Enrichable>;
  const written: ContextDebt[] = [];
  const owing = (oweContext: (debts: readonly ContextDebt[]) => Promise<void>) =>
    createContextDebts({ oweContext, dueContext: async () => [], contextPaid: async () => undefined }, logger);

  it('is on disk before the record goes on', async () => {
    written.length = 0;
    const debts = owing(async (given) => void written.push(...given));
    await debts.note([message('r', 1), message('q', 2)], new Map([['ci\nnode/other', {} as ContextHit]]), 1_000);
    expect(written).toEqual([debt('r', 1), debt('q', 2)]);
    expect(debts.unwritten).toEqual([]);
  });

  it.each<[string, () => Promise<void>]>([
    ['fails', () => Promise.reject(new Error('away'))],
    ['does not answer', () => new Promise(() => undefined)],
  ])('waits in memory while the store %s, and keeps nobody waiting', async (_, oweContext) => {
    let away = true;
    written.length = 0;
    const debts = owing(async (given) => (away ? oweContext() : void written.push(...given)));
    await debts.note([message('r', 1)], new Map(), 5);
    await debts.note([message('r', 2)], null, 5);
    expect(debts.unwritten).toEqual([debt('r', 2)]);
    away = false;
    await debts.flush();
    expect(written).toEqual([debt('r', 2)]);
    expect(debts.unwritten).toEqual([]);
  });

  it.each<[string, readonly number[], number]>([
    ['a repeat of an older version', [2, 1], 2],
    ['a newer version', [1, 2], 2],
  ])('is for the newest version of a record in memory too: %s', async (_, versions, newest) => {
    let away = true;
    written.length = 0;
    const debts = owing(async (given) => (away ? Promise.reject(new Error('away')) : void written.push(...given)));
    for (const version of versions) await debts.note([message('r', version)], null, 5);
    away = false;
    await debts.flush();
    expect(written).toEqual([debt('r', newest)]);
  });

  it('is bounded', async () => {
    const debts = owing(() => Promise.reject(new Error('away')));
    for (let n = 0; n < 21; n++)
      await debts.note(
        Array.from({ length: 1_000 }, (_, i) => message(`${n}/${i}`, 1)),
        null,
        1,
      );
    expect(debts.unwritten).toHaveLength(20_000);
  });
});
