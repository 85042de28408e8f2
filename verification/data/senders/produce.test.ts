import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Admin, type MessageLog, type OutRecord, partitionFor } from '#libs/log';
import { badRows } from '../bad-input.ts';
import { cmdbFeed, generatedFeed, withBadRows } from './feeds.ts';
import { produce } from './produce.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'junctor-produce-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Just enough of a log to see what is appended; `failures` sends fail after having appended. */
function recorder(failures: number, topics: ReadonlyMap<string, number> = new Map([['t', 4]])) {
  const appended: OutRecord[] = [];
  let left = failures;
  let producers = 0;
  const refuse = async (): Promise<never> => Promise.reject(new Error('not used here'));
  const admin: Admin = {
    ensureTopics: refuse,
    partitions: async () => topics,
    offsets: refuse,
    committed: refuse,
    close: async () => undefined,
  };
  const log: MessageLog = {
    name: 'recorder',
    features: { staticMembership: false, cooperativeRebalance: false },
    producer: async () => {
      producers++;
      return {
        send: async (records) => {
          appended.push(...records);
          if (left-- > 0) throw new Error('lost the answer');
          return records.map((_, i) => BigInt(i));
        },
        close: async () => undefined,
      };
    },
    consumer: refuse,
    admin: async () => admin,
    read: refuse,
  };
  return { log, appended, producers: () => producers };
}

const options = () => ({ topic: 't', partitions: null, rate: null, accepted: join(folder, 'accepted'), giveUpAfterMs: 5_000 });
const list = (): Record<string, unknown>[] =>
  readFileSync(join(folder, 'accepted'), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

it('appends rows in order to the partition of their number, and lists them', async () => {
  const { log, appended } = recorder(0);
  expect(await produce(log, generatedFeed(3, 1_200), options())).toMatchObject({ accepted: 1_200, retries: 0 });
  expect(appended.every(({ key, partition }) => partition === partitionFor(key, 4))).toBe(true);
  expect(list().map(({ line }) => line)).toEqual(Array.from({ length: 1_200 }, (_, i) => i + 2));
  expect(appended.map(({ key }) => key)).toEqual(list().map(({ key }) => key));
});

it('sends a batch again with a new producer after an error, and lists it once', async () => {
  const { log, appended, producers } = recorder(1);
  expect(await produce(log, generatedFeed(3, 600), options())).toMatchObject({ accepted: 600, retries: 1 });
  expect(appended).toHaveLength(1_100);
  expect(producers()).toBe(2);
  expect(list()).toHaveLength(600);
});

it('throws when the log stays away, having listed nothing', async () => {
  const { log } = recorder(1_000);
  await expect(produce(log, cmdbFeed(), { ...options(), giveUpAfterMs: 1 })).rejects.toThrow('lost the answer');
  expect(list()).toEqual([]);
});

it('names a topic that does not exist', async () => {
  await expect(produce(recorder(0, new Map()).log, cmdbFeed(), options())).rejects.toThrow('topic t does not exist');
});

it('puts every named bad row amid the good ones', async () => {
  const { log, appended } = recorder(0);
  await produce(log, withBadRows(generatedFeed(3, 200)), options());
  expect(appended).toHaveLength(200 + badRows().length);
  const named = list().flatMap(({ bad }) => (typeof bad === 'string' && !bad.includes('@') ? [bad] : []));
  expect(named).toEqual(badRows().map(({ id }) => id));
});

it('keeps to a rate in small batches', async () => {
  const { log } = recorder(0);
  expect(await produce(log, generatedFeed(3, 40), { ...options(), rate: 400 })).toMatchObject({ accepted: 40 });
});
