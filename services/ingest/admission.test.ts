import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAdmission, topicRate, webhookRate } from './admission.ts';

const rate = { perSecond: 10, burst: 50 };

describe('rates', () => {
  it.each<[object, object, object | null]>([
    [{}, { perSecond: 1_000, burst: 10_000 }, null],
    [{ intake: {} }, { perSecond: 1_000, burst: 10_000 }, null],
    [{ intake: { perSecond: 5 } }, { perSecond: 5, burst: 50 }, { perSecond: 5, burst: 50 }],
    [{ intake: { perSecond: 5, burst: 7 } }, { perSecond: 5, burst: 7 }, { perSecond: 5, burst: 7 }],
    [{ intake: { burst: 7 } }, { perSecond: 1_000, burst: 7 }, null],
  ])('of %j', (system, webhook, topic) => {
    expect(webhookRate(system)).toEqual(webhook);
    expect(topicRate(system)).toEqual(topic);
  });
});

describe('a bucket', () => {
  it('lets a call through whole and puts its source into debt, others are not concerned', () => {
    let now = 0;
    const admission = createAdmission(() => now);
    admission.charge('loud', rate, 70);
    expect([admission.open('loud', rate), admission.open('quiet', rate)]).toEqual([false, true]);
    expect(admission.waitMs('loud', rate)).toBe(2_100);
    now = 2_000;
    expect(admission.open('loud', rate)).toBe(false);
    now = 2_100;
    expect([admission.open('loud', rate), admission.waitMs('loud', rate)]).toEqual([true, 0]);
  });

  it('never lets through more than burst and rate together, but for the last call', () => {
    const calls = fc.array(fc.record({ after: fc.nat(500), records: fc.integer({ min: 1, max: 20 }) }), { maxLength: 200 });
    fc.assert(
      fc.property(calls, (given) => {
        let now = 0;
        let through = 0;
        const admission = createAdmission(() => now);
        for (const { after, records } of given) {
          now += after;
          if (!admission.open('s', rate)) continue;
          admission.charge('s', rate, records);
          through += records;
          expect(through).toBeLessThanOrEqual(rate.burst + (now / 1_000) * rate.perSecond + 20);
        }
      }),
    );
  });
});
