import { describe, expect, it } from '@jest/globals';
import type { Failure } from '#libs/failures';
import { nextAfter } from './retry.ts';

const now = 1_000_000;
const failure = (given: Failure['class'], retryAt?: number): Failure => ({
  class: given,
  scope: 'record',
  evidence: { message: 'no' },
  ...(retryAt === undefined ? {} : { retryAt }),
});
const wait = (delayMs: number, unknown = false) => ({ kind: 'retry', delayMs, unknown });
const park = { kind: 'park' };
const hours4 = 14_400_000;

describe('what a failed attempt leads to', () => {
  it.each<[Failure['class'], number, object]>([
    ['invalid', 1, park],
    ['bug', 1, park],
    ['transient', 1, wait(200)],
    ['transient', 4, wait(5_000)],
    ['transient', 10, wait(hours4)],
    ['transient', 11, park],
    ['down', 1, wait(200)],
    ['down', 9, wait(300_000)],
    ['down', 11, wait(60_000)],
    ['auth', 1, wait(60_000)],
    ['auth', 99, wait(60_000)],
    ['unknown', 1, wait(3_000, true)],
    ['unknown', 99, wait(3_000, true)],
    ['rateLimit', 1, wait(200)],
    ['rateLimit', 99, wait(3_600_000)],
  ])('%s at attempt %i', (given, attempt, expected) => {
    expect(nextAfter(failure(given), attempt, 3_000, now, 0)).toEqual(expected);
  });

  it.each([
    ['waits as long as it was told', now + 5_000, 5_000],
    ['goes at once when that has passed', now - 5_000, 0],
    ['waits 4 hours at most', now + 10 * hours4, hours4],
  ])('a rate limit %s', (_name, retryAt, delayMs) => {
    expect(nextAfter(failure('rateLimit', retryAt), 1, 3_000, now, 0)).toEqual(wait(delayMs));
  });

  it('jitter only ever extends a wait', () => {
    for (const given of ['transient', 'down', 'rateLimit'] as const) {
      const least = nextAfter(failure(given), 2, 3_000, now, 0);
      const most = nextAfter(failure(given), 2, 3_000, now, 0.999);
      expect(most.kind === 'retry' && least.kind === 'retry' && most.delayMs > least.delayMs).toBe(true);
    }
  });
});
