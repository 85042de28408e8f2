import { describe, expect, it } from '@jest/globals';
import { epochMillis } from './local-time.ts';

const iso = (text: string, timezone: string) => {
  const time = epochMillis(text, timezone);
  return time === null ? null : new Date(time).toISOString();
};

describe('epochMillis', () => {
  it.each([
    ['29/2/2016 01:16', 'UTC', '2016-02-29T01:16:00.000Z'],
    ['1/12/2016 23:59', 'UTC', '2016-12-01T23:59:00.000Z'],
    ['1/7/2016 12:00', 'Europe/Berlin', '2016-07-01T10:00:00.000Z'],
    ['1/1/2016 12:00', 'Asia/Kolkata', '2016-01-01T06:30:00.000Z'],
    ['1/1/2016 00:00', 'America/New_York', '2016-01-01T05:00:00.000Z'],
    ['27/3/2016 01:59', 'Europe/Berlin', '2016-03-27T00:59:00.000Z'],
    ['27/3/2016 02:30', 'Europe/Berlin', '2016-03-27T01:30:00.000Z'],
    ['27/3/2016 03:00', 'Europe/Berlin', '2016-03-27T01:00:00.000Z'],
    ['30/10/2016 02:30', 'Europe/Berlin', '2016-10-30T00:30:00.000Z'],
    ['30/10/2016 03:00', 'Europe/Berlin', '2016-10-30T02:00:00.000Z'],
  ])('%s in %s', (text, zone, expected) => expect(iso(text, zone)).toBe(expected));

  it.each([
    '',
    '?',
    '29/2/2015 00:00',
    '32/1/2016 00:00',
    '1/13/2016 00:00',
    '0/1/2016 00:00',
    '1/1/2016 24:00',
    '1/1/2016 10:60',
    '1/1/16 10:00',
    '2016-01-01 10:00',
  ])('refuses %j', (text) => expect(epochMillis(text, 'UTC')).toBeNull());
});
