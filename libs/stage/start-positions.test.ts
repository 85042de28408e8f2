import { afterEach, beforeEach, expect, it, jest } from '@jest/globals';
import { createMemoryLog, type MessageLog } from '#libs/log';
import { createLogger } from '#libs/telemetry';
import { createStartPositions } from './start-positions.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const assigned = [{ topic: 't', partition: 0 }];

/** A log whose broker is away for so many questions. */
async function away(questions: number): Promise<MessageLog> {
  const log = createMemoryLog();
  const admin = await log.admin();
  await admin.ensureTopics([{ topic: 't', partitions: 1, replicationFactor: 1, config: {} }]);
  let left = questions;
  const asked = async (): Promise<typeof admin> => {
    if (left-- > 0) throw new Error('no broker answers');
    return admin;
  };
  return { ...log, admin: asked };
}

it('a broker that is away for a minute is waited for: where to start is asked until it answers', async () => {
  const starts = createStartPositions('g', ['t'], await away(30), createLogger('test', 'silent'));
  const answer = starts.of(assigned, new AbortController().signal);
  await jest.advanceTimersByTimeAsync(60_000);
  expect(await answer).toMatchObject([{ topic: 't', partition: 0, offset: 0n }]);
});

it('a stop ends the wait', async () => {
  const starts = createStartPositions('g', ['t'], await away(Number.POSITIVE_INFINITY), createLogger('test', 'silent'));
  const stopping = new AbortController();
  const refused = expect(starts.of(assigned, stopping.signal)).rejects.toThrow('no broker answers');
  await jest.advanceTimersByTimeAsync(60_000);
  stopping.abort();
  await jest.advanceTimersByTimeAsync(1);
  await refused;
});

it('what the group commits between the two questions is no contradiction: the log has grown with it', async () => {
  const log = await away(0);
  const admin = await log.admin();
  let end = 1n;
  /** Another member handles a record and commits it before the next question, while this process is stopped. */
  const asked = <T>(answer: T): Promise<T> => {
    end++;
    return Promise.resolve(answer);
  };
  const others: MessageLog = {
    ...log,
    admin: async () => ({
      ...admin,
      offsets: (topic) => asked([{ topic, partition: 0, start: 0n, end }]),
      committed: (_group, topic) => asked([{ topic, partition: 0, offset: end, metadata: '' }]),
    }),
  };
  const starts = createStartPositions('g', ['t'], others, createLogger('test', 'silent'));
  expect(await starts.of(assigned, new AbortController().signal)).toMatchObject([{ offset: 1n, end: 2n }]);
});
