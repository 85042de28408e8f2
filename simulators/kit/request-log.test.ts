import { expect, it } from '@jest/globals';
import { earlyRequests, perWindow, type RequestLine } from './request-log.ts';

const line = (at: number, status: number | null = 200, retryAfter: string | null = null): RequestLine => ({
  at,
  method: 'POST',
  path: '/x',
  requestId: null,
  status,
  faults: [],
  retryAfter,
});

it('requests are counted by windows that begin at multiples of their length', () => {
  expect(perWindow([line(2_500), line(1_999), line(1_000), line(2_000, 429)], 1_000)).toEqual([
    { from: 1_000, requests: 2, refused: 0 },
    { from: 2_000, requests: 2, refused: 1 },
  ]);
  expect(perWindow([], 1_000)).toEqual([]);
});

it.each<[string, readonly RequestLine[], readonly number[]]>([
  ['none was told to wait', [line(1), line(2)], []],
  ['came back in time', [line(0, 429, '2'), line(2_000)], []],
  ['came too early', [line(0, 429, '2'), line(1_999), line(2_000)], [1_999]],
  ['was under way already', [line(0, 429, '2'), line(90)], []],
  ['told once more while it waited: the longer one counts', [line(0, 429, '2'), line(50, 429, '5'), line(3_000), line(5_050)], [3_000]],
  ['told in another form', [line(0, 429, 'soon'), line(1_000)], []],
  ['two waits', [line(0, 429, '1'), line(5_000, 429, '1'), line(5_500)], [5_500]],
])('%s', (_name, lines, early) => expect(earlyRequests(lines, 100).map(({ at }) => at)).toEqual(early));
