import { expect, it } from '@jest/globals';
import { type EndedLine, explainRepeats, type ReceivedLine } from './explain.ts';
import type { FaultLine } from './fault-log.ts';

const call = (seq: number, webhookId: string, at: number, withheld = false): ReceivedLine => ({
  seq,
  webhookId,
  at,
  withheld,
  key: 'INC1',
  data: {},
});
const deliverKilled: FaultLine = { at: 10_000, kind: 'killed', target: 'deliver', pid: 7 };
const ended = (at: number, unanswered: number[], answered: number[] = []): EndedLine => ({ at, unanswered, answered });
const twice = [call(1, 'm', 9_500), call(2, 'm', 20_000)];

it.each<[string, readonly ReceivedLine[], readonly EndedLine[], readonly FaultLine[], number]>([
  ['its first answer was withheld', [call(1, 'm', 1, true), call(2, 'm', 2)], [], [], 1],
  ['the later call is the one whose work was done late', [call(1, 'm', 1), call(2, 'm', 2, true)], [], [], 1],
  ['its caller had gone before the work was done', [{ ...call(1, 'm', 9_500), connection: 0 }, call(2, 'm', 20_000)], [], [], 1],
  ['its caller was there', [{ ...call(1, 'm', 9_500), connection: 40_001 }, call(2, 'm', 20_000)], [], [], 0],
  ['the connection ended before it was answered', twice, [ended(9_600, [1])], [], 1],
  ['its sender was killed just after the answer', twice, [ended(10_200, [], [1])], [deliverKilled], 1],
  [
    'the way to it was cut just after the answer',
    twice,
    [ended(10_200, [], [1])],
    [{ ...deliverKilled, kind: 'cut', target: 'archive-webhook' }],
    1,
  ],
  ['another way was cut', twice, [ended(10_200, [], [1])], [{ ...deliverKilled, kind: 'cut', target: 'deliver to Postgres' }], 0],
  ['its sender stood still', twice, [], [{ ...deliverKilled, kind: 'frozen' }], 1],
  ['nothing says why', twice, [], [], 0],
  ['the connection ended just after the answer, but nobody was killed', twice, [ended(10_200, [], [1])], [], 0],
  ['another service was killed', twice, [ended(10_200, [], [1])], [{ ...deliverKilled, target: 'route' }], 0],
  ['deliver was killed at another time', twice, [ended(15_000, [], [1])], [deliverKilled], 0],
  ['another call was in hand', twice, [ended(9_600, [3])], [], 0],
  ['it stood still later', twice, [], [{ ...deliverKilled, kind: 'frozen', at: 30_000 }], 0],
])('a repeat is explained (1) or not (0): %s', (_name, lines, connections, faults, explained) => {
  const repeats = explainRepeats(lines, connections, faults);
  expect(repeats).toMatchObject({ possible: 1, explained });
  expect([...repeats.explainedIds]).toEqual(explained === 1 ? ['m'] : []);
});

it('three calls need two lost answers', () => {
  const lines = [call(1, 'm', 1, true), call(2, 'm', 2), call(3, 'm', 3)];
  expect(explainRepeats(lines, [], [])).toMatchObject({ possible: 2, explained: 1, explainedIds: new Set() });
});

it('a thawed process explains only what came while it stood still', () => {
  const faults: FaultLine[] = [
    { at: 10_000, kind: 'frozen', target: 'deliver-2', pid: 9 },
    { at: 14_000, kind: 'thawed', target: 'deliver-2', pid: 9 },
  ];
  expect(explainRepeats([call(1, 'm', 12_000), call(2, 'm', 40_000)], [], faults).explained).toBe(1);
  expect(explainRepeats([call(1, 'm', 17_000), call(2, 'm', 40_000)], [], faults).explained).toBe(0);
});
