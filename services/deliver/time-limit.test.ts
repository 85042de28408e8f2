import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { timeLimit } from './time-limit.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('a time limit', () => {
  it('ends what takes longer', () => {
    const { signal } = timeLimit(1_000, new AbortController().signal);
    jest.advanceTimersByTime(999);
    expect(signal.aborted).toBe(false);
    jest.advanceTimersByTime(1);
    expect(signal.reason).toMatchObject({ message: 'not done within 1000 ms' });
  });

  it.each([true, false])('ends with what is around it, also when that has ended already (%s)', (before) => {
    const outer = new AbortController();
    if (before) outer.abort(new Error('lost'));
    const { signal } = timeLimit(1_000, outer.signal);
    outer.abort(new Error('lost'));
    expect(signal.reason).toMatchObject({ message: 'lost' });
  });

  it('leaves nothing behind', () => {
    const outer = new AbortController();
    const limit = timeLimit(1_000, outer.signal);
    limit.end();
    expect(jest.getTimerCount()).toBe(0);
    outer.abort();
    expect(limit.signal.aborted).toBe(false);
  });
});
