import { expect, it } from '@jest/globals';
import type { Run } from './series.ts';
import { rowOf } from './summary.ts';

const run: Run = {
  run: 0,
  counts: true,
  ok: true,
  strikes: ['a blow'],
  fired: 1,
  inHand: 5,
  recoverySeconds: 2,
  drainedSeconds: 1,
  inFlight: 0,
  figures: {},
  lost: 0,
  duplicated: 0,
  reordered: 0,
  other: 0,
  possibleDuplicates: 0,
  explained: 0,
  messages: 100,
  findings: [],
};
const row = (...runs: Partial<Run>[]) =>
  rowOf(
    { name: 'F1', title: 't' },
    runs.length,
    runs.map((each) => ({ ...run, ...each })),
  );

it('holds when every run held, and adds them up', () => {
  expect(row({}, { recoverySeconds: 3, possibleDuplicates: 2, explained: 2 })).toMatchObject({
    ok: true,
    runs: 2,
    messages: 200,
    possibleDuplicates: 2,
    explained: 2,
    recoverySecondsMax: 3,
  });
});

it.each<[string, Partial<Run>]>([
  ['a run found something', { ok: false, lost: 1, findings: ['message missing: x'] }],
  ['a run struck nothing and was not repeated', { ok: false, counts: false }],
  ['a run that struck nothing found something all the same', { ok: false, counts: false, findings: ['message missing: x'] }],
  ['something was still on its way', { ok: false, inFlight: 1 }],
])('does not hold when %s', (_name, bad) => {
  expect(row({}, bad).ok).toBe(false);
});

it('counts what was still on its way as lost', () => {
  expect(row({ ok: false, inFlight: 2, lost: 1 }).lost).toBe(3);
});
