import { expect, it } from '@jest/globals';
import { createMemoryLog } from '#libs/log';
import { createReadKept } from './kept-records.ts';

it('tells a record that is gone from a log that does not answer', async () => {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1, config: {} }]);
  const producer = await log.producer();
  await producer.send([0, 1, 2].map((n) => ({ topic: 't', partition: 0, key: null, value: Buffer.from(String(n)), headers: {} })));
  const read = createReadKept(log);
  expect((await read('t', 0, 1))?.value?.toString()).toBe('1');
  expect([await read('t', 0, 3), await read('t', 5, 0), await read('gone', 0, 0)]).toEqual([null, null, null]);
  const shortened = { ...admin, offsets: async () => [{ topic: 't', partition: 0, start: 2n, end: 3n }] };
  expect(await createReadKept({ ...log, admin: async () => shortened })('t', 0, 1)).toBe(null);
  const silent = { ...log, read: () => Promise.reject(new Error('no broker')) };
  await expect(createReadKept(silent)('t', 0, 1)).rejects.toThrow('no broker');
});
