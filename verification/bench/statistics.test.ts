import { describe, expect, it } from '@jest/globals';
import { isFlat, percentiles, spread } from './statistics.ts';

describe('percentiles and spreads', () => {
  it('take the nearest rank of unsorted values', () => {
    const values = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect(percentiles(values)).toEqual({ p50: 50, p99: 99 });
    expect(spread([3, 1, 2])).toEqual({ min: 1, median: 2, max: 3 });
  });

  it('are zero for nothing', () => {
    expect(percentiles([])).toEqual({ p50: 0, p99: 0 });
    expect(spread([])).toEqual({ min: 0, median: 0, max: 0 });
  });
});

describe('a flat lag', () => {
  const seconds = 60;
  const lags = (each: (second: number) => number): number[] => Array.from({ length: seconds }, (_, second) => each(second));

  it('may be high and may jump, but does not grow', () => {
    expect(
      isFlat(
        lags(() => 900),
        1_000,
      ),
    ).toBe(true);
    expect(
      isFlat(
        lags((second) => (second % 2) * 300),
        1_000,
      ),
    ).toBe(true);
  });

  it('is not one that falls behind by 1 %', () => {
    expect(
      isFlat(
        lags((second) => second * 10),
        1_000,
      ),
    ).toBe(false);
  });

  it('is not told from too few readings', () => {
    expect(isFlat([0, 0], 1_000)).toBe(false);
  });
});
