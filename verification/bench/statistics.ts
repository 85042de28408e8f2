export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** The p-th part of the values by nearest rank; 0 for no values. */
export function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? 0;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  return { p50: rounded(percentile(sorted, 0.5)), p99: rounded(percentile(sorted, 0.99)) };
}

/** Least, middle and greatest of some runs; zeros for none. */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { min: rounded(sorted[0] ?? 0), median: rounded(percentile(sorted, 0.5)), max: rounded(sorted.at(-1) ?? 0) };
}

/**
 * Whether a lag stayed flat while load was offered: the mean of the last third is at most the mean of the first third plus a
 * tenth of a second of the offered rate. A line that falls behind by 1 % gains more than that in 30 s.
 */
export function isFlat(lags: readonly number[], ratePerSecond: number): boolean {
  const third = Math.floor(lags.length / 3);
  if (third === 0) return false;
  const mean = (part: readonly number[]): number => part.reduce((sum, each) => sum + each, 0) / part.length;
  return mean(lags.slice(-third)) <= mean(lags.slice(0, third)) + ratePerSecond / 10;
}
