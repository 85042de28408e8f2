import { describe, expect, it } from '@jest/globals';
import { check, property } from 'fast-check';
import { kindsAt } from './fault-kinds.ts';
import { Histories, historyOf } from './histories.ts';
import { createHistory, type History, inWords } from './history.ts';

const size = ({ steps, rows, faults, notices, known, looks }: History): number =>
  steps.length + rows.length + faults.length + notices.length + known.length + looks.length;

describe('a history', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(historyOf(7, null)).toEqual(createHistory(7));
    expect(historyOf(8, null)).not.toEqual(createHistory(7));
  });

  it.each([1, 2, 3, 4, 5])('has faults only where they fit, at least four of them (%i)', (seed) => {
    const { faults } = createHistory(seed);
    expect(faults.length).toBeGreaterThanOrEqual(4);
    for (const { kind, site } of faults) expect(kindsAt.get(site)).toContain(kind);
  });

  it('shrinks to what a violation needs, and its path leads there again', () => {
    const whole = createHistory(42);
    const [row, step, fault] = [whole.rows[17], whole.steps[9], whole.faults[2]];
    const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
    const needed = ({ rows, steps, faults }: History): boolean =>
      rows.some((each) => same(each, row)) && steps.some((each) => same(each, step)) && faults.some((each) => same(each, fault));
    const { counterexample, counterexamplePath } = check(
      property(new Histories(42), (history) => !needed(history)),
      { seed: 42, numRuns: 1 },
    );
    const least = counterexample?.[0];
    expect(least && size(least)).toBe(3);
    expect(historyOf(42, counterexamplePath)).toEqual(least);
    expect(inWords(historyOf(42, counterexamplePath))).toHaveLength(3);
  });
});
