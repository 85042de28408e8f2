import { describe, expect, it } from '@jest/globals';
import { connector } from './index.ts';
import { mapRecord } from './record.map.ts';
import { parse } from './record.ts';
import { settings } from './settings.ts';

const given = {
  model: 'sale',
  record: ['store.id', 'receipt'],
  version: 'change',
  eventId: 'event',
  occurredAt: { path: 'soldAt' },
  deleted: { path: 'state', is: 'void' },
};
const sale = { store: { id: 'graz-1' }, receipt: 1001, change: 3, event: 'e-9', soldAt: '2026-01-05T10:00:00+01:00', state: 'paid' };
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const parsed = (value: unknown, more: object = {}) => parse('key', bytes(value), {}, settings.parse({ ...given, ...more }))[0];
const mapped = (value: unknown, more: object = {}) => mapRecord(bytes(value), {}, { receivedAt: '1700000000000' }, { ...given, ...more });

it('a record is named by its fields, with its own version and event id', () => {
  expect(parsed(sale)).toMatchObject({ record: 'graz-1/1001', version: 3, eventId: 'e-9', defect: null, format: 'record-feed/v1' });
  expect(parse('key', bytes(sale), {}, settings.parse({ model: 'sale', record: ['receipt'] }))[0]).toMatchObject({
    record: '1001',
    version: null,
    eventId: null,
  });
});

it.each<[string, unknown, RegExp]>([
  ['no object', [sale], /a JSON object was expected/],
  ['no id', { ...sale, receipt: null }, /^receipt is missing/],
  ['an id that is an object', { ...sale, receipt: {} }, /^receipt is missing/],
  ['an id from a prototype', { ...sale, store: 'graz-1' }, /^store\.id is missing/],
  ['an id that is too long', { ...sale, receipt: 'x'.repeat(201) }, /longer than 200/],
  ['no version where one was promised', { ...sale, change: undefined }, /^change is no whole number/],
  ['a version that can not grow', { ...sale, change: 1.5 }, /^change is no whole number/],
  ['half a surrogate pair', { ...sale, note: '\ud800' }, /surrogate/],
])('%s is taken with its defect', (_name, value, defect) => expect(parsed(value)?.defect).toMatch(defect));

describe('the carrier', () => {
  it('holds the record as it came, its moment and whether it is gone', () => {
    expect(mapped(sale)).toEqual({
      kind: 'mapped',
      model: 'custom',
      value: { model: 'sale', value: JSON.stringify(sale), links: [], extra: {} },
      occurredAt: Date.parse(sale.soldAt),
      deleted: false,
    });
    expect(mapped({ ...sale, state: 'void' })).toMatchObject({ deleted: true });
  });
  it.each<[string, unknown, object, number]>([
    ['a moment in seconds', { ...sale, soldAt: 1_700_000_100 }, { occurredAt: { path: 'soldAt', as: 'epochSeconds' } }, 1_700_000_100_000],
    [
      'a moment in milliseconds',
      { ...sale, soldAt: '1700000100000' },
      { occurredAt: { path: 'soldAt', as: 'epochMs' } },
      1_700_000_100_000,
    ],
    ['none told: when it was taken', sale, { occurredAt: undefined }, 1_700_000_000_000],
  ])('%s', (_name, value, more, at) => expect(mapped(value, more)).toMatchObject({ occurredAt: at }));
  it.each<[string, unknown, object, string]>([
    ['no moment where one was promised', { ...sale, soldAt: 'yesterday' }, {}, 'invalid-value'],
    ['a moment without a zone', { ...sale, soldAt: '2026-01-05T10:00:00' }, {}, 'invalid-value'],
    ['settings that do not fit', sale, { record: [] }, 'invalid-value'],
  ])('%s is parked', (_name, value, more, code) => expect(mapped(value, more)).toMatchObject({ kind: 'rejected', code }));
});

it('refuses settings that could not name a record', () => {
  for (const bad of [
    { model: 'Sale', record: ['a'] },
    { model: 'sale', record: [] },
    { model: 'sale', record: ['a..b'] },
    { model: 'sale' },
  ])
    expect(connector.settings.safeParse(bad).success).toBe(false);
});
