import { expect, it } from '@jest/globals';
import type { ReceivedLine } from './explain.ts';
import { inHandAt, p99Ms, passagesOf, secondsUntilAll, secondsUntilAny } from './witness.ts';

const row = (key: string, version: number, at: number) => ({ key, version, at });
const call = (seq: number, key: string, version: number, at: number): ReceivedLine => ({
  seq,
  key,
  at,
  webhookId: `${key}-${version}`,
  withheld: false,
  data: { extra: { version: String(version) } },
});

const passages = passagesOf(
  [row('A', 1, 1_000), row('A', 2, 2_000), row('B', 1, 2_500), row('C', 1, 9_000), row('D', 1, 100), row('D', 1, 200), row('E', 1, 300)],
  [call(1, 'A', 1, 1_100), call(2, 'A', 2, 8_000), call(3, 'B', 1, 5_000), call(4, 'B', 1, 7_000), call(5, 'C', 1, 9_100)],
);

it('follows a row from its sender to its first arrival; rows that cannot be told apart are left out', () => {
  expect(passages.map(({ acceptedAt, arrivedAt }) => [acceptedAt, arrivedAt])).toEqual([
    [1_000, 1_100],
    [2_000, 8_000],
    [2_500, 5_000],
    [9_000, 9_100],
    [300, null],
  ]);
});

it('counts what was in the hands of the line', () => {
  expect([500, 1_050, 3_000, 6_000, 9_500].map((at) => inHandAt(passages, at))).toEqual([0, 1, 2, 1, 0]);
});

it('recovered: when everything struck has arrived, or when anything arrives again', () => {
  expect(secondsUntilAll(passages, 3_000)).toBe(5);
  expect(secondsUntilAny(passages, 3_000)).toBe(2);
  expect(secondsUntilAll(passages, 1_500)).toBe(6.5);
  expect(secondsUntilAll(passages, 20_000)).toBeNull();
  expect(secondsUntilAny(passages, 20_000)).toBeNull();
});

it('takes the 99th percentile of a span', () => {
  expect(p99Ms(passages, 0, 3_000)).toBe(6_000);
  expect(p99Ms(passages, 9_000, 9_500)).toBe(100);
  expect(p99Ms(passages, 30_000, 40_000)).toBe(0);
});
