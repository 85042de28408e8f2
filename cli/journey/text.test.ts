import { expect, it } from '@jest/globals';
import type { OutcomeRow } from '#libs/state';
import { colorsOf } from '../output.ts';
import { journeyLines } from './text.ts';

const outcome: OutcomeRow = {
  ...{
    id: 'o1',
    messageId: 'm1',
    kind: 'delivered',
    stage: 'deliver',
    reason: 'a note was added',
    flow: 'alerts-to-desk',
    system: 'monitoring',
  },
  ...{
    record: 'r1',
    version: 1,
    targetSystem: 'desk',
    targetKey: 'K1',
    deliveryIds: ['d1'],
    remoteId: 's1',
    remoteNumber: 'INC1',
    remoteUrl: null,
  },
  ...{ attempts: 1, possibleDuplicate: false, occurredAt: 1_000, finishedAt: 3_000, traceId: null, trail: '[]' },
};

it('tells of a text that was added where it went, what it is there, and to which ticket', () => {
  const attempt = { n: 1, state: 'ok', action: 'append', startedAt: 2_000, endedAt: 2_010, failure: null, entryId: 'e7' } as const;
  const deliveries = [{ id: 'd1', contribution: null, attempts: [attempt], outcome }];
  const journey = { message: null, hops: [], deliveries, outcomes: [outcome], reviews: [], traceId: null };
  const text = journeyLines(journey, {
    colors: colorsOf({ color: false }),
    full: false,
    traceUrl: null,
  }).join('\n');
  expect(text).toContain('d1 by flow alerts-to-desk to desk, key K1');
  expect(text).toMatch(/attempt 1 at \S+ \S* ?append ok as e7 in 10/);
  expect(text).toContain('delivered by deliver: as INC1, a note was added');
});
