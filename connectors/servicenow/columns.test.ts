import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FailureError } from '#libs/connector-kit';
import { toItem } from './ci.ts';
import { type AllValues, type FieldMap, fromColumns, type TableMap, toColumns } from './columns.ts';
import { incident } from './incident.map.ts';
import { TABLES } from './tables.ts';

const folder = new URL('testdata/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const cases = readdirSync(folder).filter((name) => name.endsWith('.want.json'));

const classes = { compute: 'cmdb_ci_linux_server' };
const mapOf = (name: string): TableMap => TABLES.find(({ model }) => name.startsWith(`${model}-`)) ?? incident;

describe('golden: canonical want to columns', () => {
  it.each(['ci', ...TABLES.map(({ model }) => model)])('there are cases of %s', (model) =>
    expect(cases.some((name) => name.startsWith(`${model}-`))).toBe(true),
  );
  it.each(cases)('%s', (name) => {
    const want = read(name) as Record<string, unknown>;
    const made = name.startsWith('ci-') ? toItem(want, classes) : toColumns(mapOf(name), want, 'America/Los_Angeles');
    expect(made).toEqual(read(name.replace('.want.', '.columns.')));
  });
});

describe('refused', () => {
  it.each([
    ['a status that no state stands for', { status: 'sleeping' }, 'status'],
    ['a value map trap', { status: 'toString' }, 'status'],
    ['a field the table has no place for', { colour: 'red' }, 'colour'],
    ['an object where a text is due', { title: { a: 1 } }, 'title'],
    ['an impact in vendor numbers', { impact: 1 }, 'impact'],
  ])('%s', (_name, want, field) => {
    let thrown: unknown;
    try {
      toColumns(incident, want, 'UTC');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FailureError);
    expect((thrown as FailureError).failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { field } });
  });
});

describe('refused as an item', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['of a class that the system file does not name', { ciClass: 'network', name: 'a' }, 'ciClass'],
    ['without a name', { ciClass: 'compute' }, 'name'],
    ['with a status that is none', { ciClass: 'compute', name: 'a', status: 'toString' }, 'status'],
    ['with what the CMDB has no column for', { ciClass: 'compute', name: 'a', owner: 'Ada' }, 'owner'],
  ])('%s', (_name, want, field) => {
    expect(() => toItem(want, classes)).toThrow(FailureError);
    expect(() => toItem(want, classes)).toThrow(field);
  });
});

describe.each(TABLES.map((map) => [map.model, map] as const))('%s, both ways', (_model, map) => {
  const value = ({ values, as }: FieldMap): fc.Arbitrary<unknown> => {
    if (values !== undefined) return fc.constantFrom(...Object.keys(values));
    if (as === 'time') return fc.integer({ min: 0, max: 4_000_000_000 }).map((seconds) => seconds * 1_000);
    if (as === 'boolean') return fc.boolean();
    return as === 'number' ? fc.nat(1_000_000) : fc.string({ minLength: 1 });
  };
  const written = Object.entries(map.fields).filter(([, field]) => field.computed !== true);
  const want = fc.record(Object.fromEntries(written.map(([name, field]) => [name, value(field)])), { requiredKeys: [] });
  const unstamped = Object.fromEntries(Object.keys(map.stamps).map((name) => [name, null]));

  it('what is written comes back as it was meant', () => {
    fc.assert(
      fc.property(want, (given) => {
        const columns = toColumns(map, given, 'UTC');
        const row: AllValues = Object.fromEntries(
          Object.entries(columns).map(([name, text]) => [name, { value: text, display_value: text }]),
        );
        expect(fromColumns(map, row)).toEqual({ ...unstamped, ...given });
      }),
    );
  });

  it('each stored value has one canonical name, so that nothing changes on its way there and back', () => {
    for (const { values } of Object.values(map.fields)) {
      const stored = Object.values(values ?? {});
      expect(new Set(stored).size).toBe(stored.length);
    }
  });

  it('a state that nobody knows is null, never a guess', () => {
    expect(fromColumns(map, { state: { value: '42', display_value: 'Odd' } })).toEqual({ ...unstamped, status: null });
  });
});

it('priority of an incident is never sent: the instance computes it', () => {
  expect(toColumns(incident, { priority: 'critical', impact: 'high' }, 'UTC')).toEqual({ impact: '1' });
});
