import { expect, it } from '@jest/globals';
import { findRule } from '../rules/rules.ts';
import { patterns as names } from '../schema/flow.ts';
import { foldFor } from './fold-for.ts';
import { patterns } from './patterns.ts';

it('describes every pattern of the language, each obligation with a rule that there is', () => {
  expect(patterns.map(({ name }) => name).sort()).toEqual([...names].sort());
  for (const { obligations, parameters } of patterns) {
    expect(obligations.map(({ rule }) => findRule(rule)?.id)).toEqual(obligations.map(({ rule }) => rule));
    expect(Object.keys(parameters).length).toBeGreaterThan(2);
  }
});

it.each(patterns.map((pattern) => [pattern.name, pattern.waiting] as const))(
  '%s has a fold exactly when it does not wait',
  (name, waiting) => {
    if (waiting === null) expect(foldFor(name)).toBeInstanceOf(Function);
    else expect(() => foldFor(name)).toThrow(name);
  },
);
