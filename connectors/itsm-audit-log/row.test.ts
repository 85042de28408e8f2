import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { COLUMNS } from './columns.ts';
import { connector } from './index.ts';
import { mapRow } from './row.map.ts';
import { parse } from './row.ts';
import { settings } from './settings.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`testdata/${name}`, import.meta.url), 'utf8'));
const rows: readonly Record<string, string>[] = read('rows.json');
const valueMaps = {
  status: { New: 'new', Active: 'in_progress', 'Awaiting User Info': 'on_hold', 'Awaiting Evidence': 'on_hold', Closed: 'closed' },
};
const run = (value: unknown, key: string | null = 'KEY1') => {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  const [event, ...rest] = parse(key, bytes, {}, { timezone: 'UTC' });
  if (event === undefined || rest.length > 0) throw new Error('exactly one event was expected');
  return event;
};
const row = (more: Record<string, unknown>) => ({ ...rows[0], ...more });
const map = (value: unknown, attributes = {}) => mapRow(Buffer.from(JSON.stringify(value)), valueMaps, attributes);

describe('parse', () => {
  it('takes record and version from the row', () => {
    expect(run(rows[0])).toMatchObject({
      format: 'itsm-audit-log/row',
      record: 'INC0900001',
      eventId: null,
      version: 4,
      defect: null,
      attributes: { timezone: 'UTC' },
    });
  });

  it.each([
    ['', 'empty body'],
    ['{"number":', 'not valid JSON'],
    ['[]', 'a JSON object was expected'],
    [row({ number: 7 }), 'number is 7, a text was expected'],
    [row({ number: '' }), 'number is missing'],
    [row({ sys_mod_count: '-1' }), 'sys_mod_count is missing or not a whole number'],
    [row({ sys_mod_count: '?' }), 'sys_mod_count is missing or not a whole number'],
    [row({ location: '\ud800' }), 'half a surrogate pair'],
    ['{"__proto__":{},"number":"INC1","sys_mod_count":"1"}', '__proto__'],
  ])('parks %j under its key or number', (value, defect) => {
    const event = run(value);
    expect(event.defect).toContain(defect);
    expect(['KEY1', 'INC0900001', 'INC1']).toContain(event.record);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => typeof run(Buffer.from(bytes)).defect === 'string'));
  });
});

describe('mapRow', () => {
  it('golden: rows to canonical incidents', () => expect(rows.map((each) => map(each))).toEqual(read('incidents.json')));

  it.each([
    ['unknown-value', 'incident_state', { incident_state: '-100' }],
    ['unknown-value', 'incident_state', { incident_state: 'constructor' }],
    ['missing-field', 'incident_state', { incident_state: '?' }],
    ['missing-field', 'sys_updated_at', { sys_updated_at: '?' }],
    ['invalid-value', 'sys_updated_at', { sys_updated_at: '31/6/2024 10:00' }],
    ['invalid-value', 'closed_at', { closed_at: '2024-06-01 10:00' }],
    ['unknown-value', 'impact', { impact: '4 - None' }],
    ['unknown-value', 'priority', { priority: 'high' }],
  ])('%s: %s', (code, field, more) => expect(map(row(more))).toMatchObject({ kind: 'rejected', code, evidence: { field } }));

  it('has no hold reason for evidence, and none while not on hold', () => {
    expect(map(row({ incident_state: 'Awaiting Evidence' }))).toMatchObject({ value: { status: 'on_hold', holdReason: null } });
    expect(map(row({ incident_state: 'Active' }))).toMatchObject({ value: { status: 'in_progress', holdReason: null } });
  });

  it('reads times in the zone of the setting', () => {
    expect(map(row({}), { timezone: 'America/Sao_Paulo' })).toMatchObject({ occurredAt: Date.UTC(2024, 2, 1, 20, 40) });
  });

  it('loses no column', () => {
    const filled = Object.fromEntries(COLUMNS.map((column) => [column, rows[1]?.[column] === '?' ? `x ${column}` : rows[1]?.[column]]));
    const mapped = map({ ...filled, impact: '1 - High', sys_created_at: '1/1/2024 00:00', a_new_column: 'kept' });
    const text = JSON.stringify(mapped);
    for (const [column, value] of Object.entries(filled))
      if (/^x /.test(String(value)) && column !== 'impact' && column !== 'sys_created_at') expect(text).toContain(value);
    expect(text).toContain('"a_new_column":"kept"');
  });

  it('never throws', () => {
    const cell = fc.oneof(fc.constantFrom('?', '1 - High', '1/1/2024 10:00', 'New'), fc.string());
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...COLUMNS), cell), (any) => ['mapped', 'rejected'].includes(map(any).kind)));
  });
});

it('refuses a time zone that nobody knows', () => {
  expect(settings.safeParse({ timezone: 'Mars/Olympus' }).success).toBe(false);
  expect(connector.settings.safeParse({}).data).toEqual({ timezone: 'UTC' });
});
