import { expect, it } from '@jest/globals';
import type { Planted } from './planted.ts';
import { tableOf } from './planted-table.ts';

const bug = (over: Partial<Planted>): Planted => ({
  ...{ name: 'ask-skipped', bug: 'Nobody asks.', expected: 'O2', caught: true, seeds: 12, oracle: 'O1 O2' },
  ...{ seconds: 1, tests: { passed: true, failing: [], tests: 40 }, error: null },
  ...over,
});

it('counts what was caught, how late, and what unit tests say', () => {
  const page = tableOf([bug({}), bug({ name: 'too-small', caught: false, seeds: 2_000, tests: null }), bug({ name: 'easy', seeds: 1 })]);
  expect(page).toContain('3 bugs: 2 caught, 1 of them not before the tenth history; 2 pass all unit tests');
  expect(page).toContain('| ask-skipped | Nobody asks. | O1 O2 | 12 | pass (40) |');
  expect(page).toContain('| too-small | Nobody asks. | nothing yet | more than 2000 | not run |');
});
