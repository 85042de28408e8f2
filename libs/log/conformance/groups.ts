import { expect } from '@jest/globals';
import type { MessageLog } from '../port.ts';
import type { Check } from './features.ts';
import {
  freshTopic,
  numbersOf,
  partitionsOf,
  pause,
  sendNumbered,
  startWorker,
  stream,
  unique,
  until,
  upTo,
  type Worker,
} from './scene.ts';

type Factory = () => Promise<MessageLog>;

/** Committed positions, and several members of one group. */
export function describeGroups(factory: Factory, check: Check): void {
  check('commit-resume', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const group = unique('group');
    await sendNumbered(log, topic, 0, 600);
    const first = await startWorker(log, topic, group, { onRevoked: async () => undefined });
    await until('all arrived', () => first.records.length === 600);
    const [only] = first.positions().filter((each) => each.offset > 5n);
    if (!only) throw new Error('no partition holds more than five records');
    await first.consumer.commit([{ ...only, offset: 5n }]);
    await first.consumer.close();
    const second = await startWorker(log, topic, group);
    await until('the rest arrived', () => second.records.length >= 595);
    await pause(200);
    expect(second.records).toHaveLength(595);
    expect(Math.min(...second.records.filter((each) => each.partition === only.partition).map((each) => Number(each.offset)))).toBe(5);
    await second.consumer.close();
  });

  check('commit-metadata', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const group = unique('group');
    const worker = await startWorker(log, topic, group, { onRevoked: async () => undefined });
    await until('assigned', () => worker.assigned.length > 0);
    const positions = [
      { topic, partition: 0, offset: 0n, metadata: '{"started":"äöü ✓"}' },
      { topic, partition: 2, offset: 0n, metadata: '' },
    ];
    await worker.consumer.commit(positions);
    const admin = await log.admin();
    expect(byPartition(await admin.committed(group, topic))).toEqual(positions);
    await admin.close();
    await worker.consumer.close();
  });

  check('missing-commit', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const admin = await log.admin();
    expect(await admin.committed(unique('group'), topic)).toEqual([]);
    await admin.close();
  });

  check('foreign-commit', async () => {
    const log = await factory();
    const topic = await freshTopic(log);
    const group = unique('group');
    const worker = await startWorker(log, topic, group, { onRevoked: async () => undefined });
    await until('assigned', () => worker.assigned.length > 0);
    const foreign = { topic, partition: 9, offset: 1n, metadata: '' };
    await expect(worker.consumer.commit([foreign])).rejects.toThrow(/9/);
    await worker.consumer.close();
    await expect(worker.consumer.commit([{ ...foreign, partition: 0 }])).rejects.toThrow();
    const admin = await log.admin();
    expect(await admin.committed(group, topic)).toEqual([]);
    await admin.close();
  });

  check(
    'join-and-leave',
    async () => {
      const log = await factory();
      const topic = await freshTopic(log);
      const group = unique('group');
      const workers: Worker[] = [await startWorker(log, topic, group)];
      const sending = stream(log, topic);
      await until('some arrived', () => total(workers) > 50);
      workers.push(await startWorker(await factory(), topic, group));
      await until('both work', () => workers.every((each) => each.records.length > 0 && (each.assigned.at(-1)?.length ?? 0) === 2));
      workers.push(await startWorker(await factory(), topic, group));
      await until('the third works', () => (workers[2]?.records.length ?? 0) > 0);
      await workers[0]?.consumer.close();
      const sent = await sending.stop();
      await until('all arrived', () => total(workers) >= sent);
      await pause(500);
      expect(numbersOf(workers.flatMap((each) => each.records))).toEqual(upTo(sent));
      expect(workers.flatMap((each) => each.errors)).toEqual([]);
      await Promise.all(workers.map((each) => each.consumer.close()));
    },
    60_000,
  );

  check(
    'revoke-awaited',
    async () => {
      const log = await factory();
      const topic = await freshTopic(log);
      const group = unique('group');
      let released = 0;
      const first = await startWorker(log, topic, group, {
        async onRevoked() {
          await pause(1_500);
          released += 1;
        },
      });
      await until('the first has all', () => (first.assigned[0]?.length ?? 0) === 4);
      let releasedBefore = -1;
      const second = await startWorker(await factory(), topic, group, {
        async onAssigned(partitions) {
          if (releasedBefore < 0) releasedBefore = released;
          return partitions.map((at) => ({ ...at, offset: 0n, metadata: '' }));
        },
      });
      await until('the second has some', () => releasedBefore >= 0);
      expect(releasedBefore).toBe(1);
      await until('the first has the rest', () => first.assigned.at(-1)?.length === 2);
      expect(partitionsOf(topic)).toHaveLength(4);
      await Promise.all([first.consumer.close(), second.consumer.close()]);
    },
    60_000,
  );
}

function total(workers: readonly Worker[]): number {
  return workers.reduce((sum, each) => sum + each.records.length, 0);
}

function byPartition<T extends { partition: number }>(positions: readonly T[]): T[] {
  return [...positions].sort((one, other) => one.partition - other.partition);
}
