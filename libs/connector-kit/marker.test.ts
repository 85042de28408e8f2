import { expect, it } from '@jest/globals';
import { markerOf, withMarker } from './marker.ts';

it('is the same for a re-send, another for another delivery, and says no more of it', () => {
  expect(markerOf('d-1')).toMatch(/^\[jr:[0-9a-f]{8}\]$/);
  expect(markerOf('d-1')).toBe(markerOf('d-1'));
  expect(markerOf('d-2')).not.toBe(markerOf('d-1'));
});

it.each([
  ['one line', 'Over', /^Over \[jr:\w{8}\]$/],
  ['several', 'Over\n\nand out', /^Over \[jr:\w{8}\]\n\nand out$/],
  ['none', '', /^\[jr:\w{8}\]$/],
])('%s', (_name, text, expected) => expect(withMarker(text, 'd-1')).toMatch(expected));
