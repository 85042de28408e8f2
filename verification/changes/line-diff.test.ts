import { expect, it } from '@jest/globals';
import { linesChanged } from './line-diff.ts';

it.each([
  ['', '', [], []],
  ['', 'a\nb\n', ['a', 'b'], []],
  ['a\nb\n', '', [], ['a', 'b']],
  ['a\nb\nc\n', 'a\nx\nc\n', ['x'], ['b']],
  ['a\nb\nc\n', 'a\nb\nnew\nc\n', ['new'], []],
  ['a\na\nb\n', 'a\nb\nb\n', ['b'], ['a']],
])('%j -> %j', (before, after, added, removed) => {
  expect(linesChanged(before, after)).toEqual({ added, removed });
});
