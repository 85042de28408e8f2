import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { epochMillis, isZeroTime } from './timestamp.ts';

describe('epochMillis', () => {
  it.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-03-02T08:00:00.123456789Z', Date.UTC(2026, 2, 2, 8, 0, 0, 123)],
    ['2026-03-02T08:00:00.9999999Z', Date.UTC(2026, 2, 2, 8, 0, 0, 999)],
    ['2026-03-02T08:00:00.5+03:00', Date.UTC(2026, 2, 2, 5, 0, 0, 500)],
    ['2026-03-02T08:00:00-05:30', Date.UTC(2026, 2, 2, 13, 30)],
    ['2026-03-02T08:00:00.548+0000', Date.UTC(2026, 2, 2, 8, 0, 0, 548)],
    ['2026-03-02 10:00:00 +0200', Date.UTC(2026, 2, 2, 8)],
    ['2026-03-02 08:00:00 UTC', Date.UTC(2026, 2, 2, 8)],
    ['2024-02-29T00:00:00z', Date.UTC(2024, 1, 29)],
  ])('%s', (text, expected) => expect(epochMillis(text)).toBe(expected));

  it.each([
    '',
    'now',
    '2026-03-02',
    '2026-03-02T08:00:00',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-02T24:00:00Z',
    '2026-03-02T08:60:00Z',
    '2026-03-02T08:00:00.Z',
    '2026-03-02T08:00:00.1234567890Z',
    '2026-03-02T08:00:00+24:00',
  ])('refuses %s', (text) => expect(epochMillis(text)).toBeNull());

  it('reads what Date writes', () => {
    fc.assert(
      fc.property(
        fc.date({ noInvalidDate: true, min: new Date('0000-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z') }),
        (date) => {
          expect(epochMillis(date.toISOString())).toBe(date.getTime());
        },
      ),
    );
  });
});

it('knows the zero time of Go', () => {
  expect([isZeroTime('0001-01-01T00:00:00Z'), isZeroTime('2026-01-01T00:00:00Z')]).toEqual([true, false]);
});
