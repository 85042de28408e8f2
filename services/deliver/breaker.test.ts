import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBreaker } from './breaker.ts';

/** `x` is a call that went badly, `.` one that went well, all of them `stepMs` apart; says at which of them it opens. */
function opens(calls: string, stepMs = 100): readonly number[] {
  const breaker = createBreaker();
  return [...calls].flatMap((call, i) => (breaker.note(i * stepMs, call === 'x') ? [i + 1] : []));
}

describe('the breaker', () => {
  it.each<[string, string, number, readonly number[]]>([
    ['nine calls are too few to tell', 'xxxxxxxxx', 100, []],
    ['ten bad calls', 'xxxxxxxxxx', 100, [10]],
    ['half of ten', '.....xxxxx', 100, [10]],
    ['less than half', '......xxxx', 100, []],
    ['a good call never opens it', 'xxxxxxxxx.', 100, []],
    ['it starts afresh', 'xxxxxxxxxxxxxxxxxxx', 100, [10]],
    ['calls of a minute ago are forgotten', 'xxxxxxxxxxxxxxxxxxxx', 10_000, []],
  ])('%s: %s', (_name, calls, stepMs, expected) => {
    expect(opens(calls, stepMs)).toEqual(expected);
  });

  it('opens exactly when half or more of at least ten calls of the last minute were bad', () => {
    const call = fc.record({ after: fc.integer({ min: 0, max: 20_000 }), bad: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 100 }), (calls) => {
        const breaker = createBreaker();
        let window: { slot: number; bad: boolean }[] = [];
        let at = 0;
        for (const { after, bad } of calls) {
          at += after;
          const slot = Math.floor(at / 5_000);
          window = [...window.filter((each) => each.slot > slot - 12), { slot, bad }];
          const expected = bad && window.length >= 10 && window.filter((each) => each.bad).length * 2 >= window.length;
          if (breaker.note(at, bad) !== expected) return false;
          if (expected) window = [];
        }
        return true;
      }),
    );
  });
});
