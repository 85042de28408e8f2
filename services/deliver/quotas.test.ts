import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { configuredBucket, createLearnedQuotas, exhausted, learnedBucket } from './quotas.ts';

const now = 1_000_000;

describe('a configured limit', () => {
  it('is absent where none is named', () => {
    expect(configuredBucket(undefined, 's', 16)).toBe(null);
    expect(configuredBucket({ concurrency: 4 }, 's', 16)).toBe(null);
  });

  it('is the strictest of those named, and what may go at once is part of it', () => {
    expect(configuredBucket({ perSecond: 10, perMinute: 60 }, 's', 16)).toMatchObject({ subject: 's', burst: 1, perSecond: 0.95 });
    expect(configuredBucket({ perHour: 36_000 }, 's', 16)?.burst).toBe(16);
    expect(configuredBucket({ perSecond: 10, burst: 10 }, 's', 16)).toMatchObject({ burst: 10, perSecond: 0.95 });
  });

  it('is kept in every window of its length, however calls fall', () => {
    const limits = fc.record({
      perSecond: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }),
      perMinute: fc.option(fc.integer({ min: 1, max: 500 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(limits, fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 150 }), (given, gaps) => {
        const bucket = configuredBucket(given, 's', 16);
        if (!bucket) return true;
        let tokens = bucket.burst;
        let at = 0;
        const sent: number[] = [];
        for (const gap of gaps) {
          at += gap;
          tokens = Math.min(bucket.burst, tokens + (gap / 1_000) * bucket.perSecond);
          if (tokens < 1) continue;
          tokens -= 1;
          sent.push(at);
        }
        const most = (ms: number) => Math.max(0, ...sent.map((from) => sent.filter((each) => each >= from && each < from + ms).length));
        return most(1_000) <= (given.perSecond ?? Infinity) && most(60_000) <= (given.perMinute ?? Infinity);
      }),
    );
  });
});

describe('a limit learned from answers', () => {
  it.each<[string, number | null, number | null, number | null, object | null]>([
    ['plenty is left', 100, 21, now + 10_000, null],
    ['a fifth is left: it lasts until the window ends', 100, 20, now + 10_000, { perSecond: 2, burst: 2 }],
    ['another client has eaten most of it', 100, 1, now + 10_000, { perSecond: 0.1, burst: 1 }],
    ['nothing is left: that is a hold', 100, 0, now + 10_000, null],
    ['the window is over', 100, 1, now, null],
    ['no end is told', 100, 1, null, null],
    ['nobody says what is left', 100, null, now + 10_000, null],
    ['no limit is told, little is left', null, 100, now + 100_000, { perSecond: 1, burst: 10 }],
  ])('%s', (_name, limit, remaining, resetAt, expected) => {
    const bucket = learnedBucket({ limit, remaining, resetAt }, 's', 16, now);
    if (expected === null) expect(bucket).toBe(null);
    else expect(bucket).toMatchObject(expected);
  });

  it('holds the credential before anything is refused', () => {
    const quota = { limit: 10, remaining: 0, resetAt: now + 5_000 };
    expect(exhausted(quota, 'desk', 's', now)).toMatchObject({
      change: 'open',
      kind: 'quota',
      subject: 's',
      forMs: 5_000,
      escalateTo: null,
    });
    expect(exhausted({ ...quota, remaining: 1 }, 'desk', 's', now)).toBe(null);
    expect(exhausted({ ...quota, resetAt: now - 1 }, 'desk', 's', now)).toBe(null);
  });

  it('is forgotten with its window', () => {
    const learned = createLearnedQuotas();
    learned.note('s', { limit: 10, remaining: 1, resetAt: now + 5_000 });
    expect(learned.bucket('s', 16, now)).not.toBe(null);
    expect(learned.bucket('other', 16, now)).toBe(null);
    expect(learned.bucket('s', 16, now + 5_000)).toBe(null);
    expect(learned.bucket('s', 16, now)).toBe(null);
  });
});
