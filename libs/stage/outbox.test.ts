import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { MessageLog, OutRecord } from '#libs/log';
import { acknowledged, createOutbox } from './outbox.ts';
import { memoryWithTopics, recordsOf, topics, until } from './testing.ts';

const record = (number: number, partition = 0, bytes = 0): OutRecord => ({
  topic: topics.out,
  partition,
  key: 'k',
  value: Buffer.from(String(number).padStart(bytes, '0')),
  headers: {},
});
const numberOf = ({ value }: { readonly value: Buffer | null }): number => Number(String(value));

/** What an injected fault does to one produce request. */
type Fault = 'none' | 'lost' | 'landed';

interface Watched {
  readonly log: MessageLog;
  readonly requests: number[][];
  readonly producers: () => number;
  readonly mostAtOnce: () => number;
}

async function watched(faults: readonly Fault[] = []): Promise<Watched> {
  const memory = await memoryWithTopics();
  const requests: number[][] = [];
  let producers = 0;
  let inFlight = 0;
  let most = 0;
  const log: MessageLog = {
    ...memory,
    async producer() {
      producers++;
      const producer = await memory.producer();
      return {
        ...producer,
        async send(records) {
          const fault = faults[requests.length] ?? 'none';
          requests.push(records.map(numberOf));
          most = Math.max(most, ++inFlight);
          try {
            const offsets = fault === 'lost' ? [] : await producer.send(records);
            if (fault !== 'none') throw new Error(`injected: ${fault}`);
            return offsets;
          } finally {
            inFlight--;
          }
        },
      };
    },
  };
  return { log, requests, producers: () => producers, mostAtOnce: () => most };
}

const quiet = { onFault: () => undefined };

describe('outbox: rule 1', () => {
  it('has one request in flight, and sends what gathered meanwhile as the next', async () => {
    const { log, requests, mostAtOnce } = await watched();
    const outbox = createOutbox(log, quiet);
    for (let number = 0; number < 20; number++) outbox.append([record(number)], () => undefined);
    await until('all are out', () => outbox.waiting === 0);
    expect(mostAtOnce()).toBe(1);
    expect(requests.length).toBeLessThanOrEqual(2);
    expect(requests.flat()).toEqual(Array.from({ length: 20 }, (_, number) => number));
    await outbox.close(1_000);
  });

  it.each(['lost', 'landed'] as const)(
    'after an error whose records %s, a new producer sends them again before anything newer',
    async (fault) => {
      const { log, requests, producers } = await watched([fault]);
      const outbox = createOutbox(log, quiet);
      outbox.append([record(0), record(1)], () => undefined);
      await until('the first request is out', () => requests.length > 0);
      outbox.append([record(2)], () => undefined);
      await until('all are out', () => outbox.waiting === 0);
      expect(producers()).toBe(2);
      expect(requests[1]?.slice(0, 2)).toEqual([0, 1]);
      const first = [...new Set((await recordsOf(log, topics.out)).map(numberOf))];
      expect(first).toEqual([0, 1, 2]);
      await outbox.close(1_000);
    },
  );

  it('loses nothing, reorders nothing and acknowledges in order under any pattern of faults', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom<Fault>('none', 'lost', 'landed'), { maxLength: 3 }),
        fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 }),
        async (faults, sizes) => {
          const { log } = await watched(faults);
          const outbox = createOutbox(log, { ...quiet, maxRecords: 4 });
          const told: number[] = [];
          let number = 0;
          for (const [entry, size] of sizes.entries()) {
            outbox.append(
              Array.from({ length: size }, () => record(number++)),
              () => told.push(entry),
            );
          }
          await until('all are out', () => told.length === sizes.length);
          const written = [...new Set((await recordsOf(log, topics.out)).map(numberOf))];
          expect(written).toEqual(Array.from({ length: number }, (_, each) => each));
          expect(told).toEqual([...sizes.keys()]);
          await outbox.close(1_000);
        },
      ),
      { numRuns: 15 },
    );
  });
});

describe('outbox: limits', () => {
  it('cuts what a partition gets in one request, also within one entry: a broker refuses a larger batch for ever', async () => {
    const { log, requests } = await watched();
    const outbox = createOutbox(log, { ...quiet, maxPartitionBytes: 10_000 });
    let told = 0;
    outbox.append(
      Array.from({ length: 6 }, (_, number) => record(number, 0, 3_000)),
      () => told++,
    );
    outbox.append([record(6, 1)], () => told++);
    await until('all are out', () => told === 2);
    expect(requests).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6],
    ]);
    await outbox.close(1_000);
  });

  it('sends a record that is over the limit alone', async () => {
    const { log, requests } = await watched();
    const outbox = createOutbox(log, { ...quiet, maxPartitionBytes: 100 });
    outbox.append([record(0), record(1)], () => undefined);
    await until('all are out', () => outbox.waiting === 0);
    expect(requests).toEqual([[0], [1]]);
    await outbox.close(1_000);
  });

  it('has room again below the high-water mark, or when the caller stops', async () => {
    const { log } = await watched(Array.from({ length: 50 }, () => 'lost'));
    const outbox = createOutbox(log, { ...quiet, highWater: 1 });
    const stopping = new AbortController();
    outbox.append([record(0)], () => undefined);
    let room = false;
    const waiting = outbox.room(stopping.signal).then(() => {
      room = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(room).toBe(false);
    expect(outbox.healthy).toBe(false);
    stopping.abort();
    await waiting;
    expect(await outbox.close(0)).toBe(1);
  });

  it('sends nothing more once closed', async () => {
    const { log, requests } = await watched(Array.from({ length: 50 }, () => 'lost'));
    const outbox = createOutbox(log, quiet);
    outbox.append([record(0)], () => undefined);
    await until('it tries', () => requests.length > 0);
    expect(await outbox.close(0)).toBe(1);
    const tried = requests.length;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(requests.length).toBe(tried);
  });

  it('drops what nobody waits for any more, and keeps what came behind it', async () => {
    const { log, requests } = await watched(['lost', 'lost', 'lost', 'lost']);
    const outbox = createOutbox(log, quiet);
    let late = 0;
    outbox.append([record(0), record(1)], () => late++, performance.now() + 60);
    outbox.append([record(2)], () => undefined);
    await until('all is settled', () => outbox.waiting === 0);
    expect(requests.at(-1)).toEqual([2]);
    expect((await recordsOf(log, topics.out)).map(numberOf)).toEqual([2]);
    expect(late).toBe(0);
    await outbox.close(1_000);
  });

  it('tells a caller who stops that nothing was acknowledged', async () => {
    const { log } = await watched(Array.from({ length: 50 }, () => 'lost'));
    const outbox = createOutbox(log, quiet);
    const stopping = new AbortController();
    const told = acknowledged(outbox, [record(0)], stopping.signal);
    stopping.abort();
    expect(await told).toBe(false);
    await outbox.close(0);
  });
});
