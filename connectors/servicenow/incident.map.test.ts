import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FailureError } from '#libs/connector-kit';
import { type AllValues, FIELDS, fromColumns, toColumns } from './incident.map.ts';

const folder = new URL('testdata/', import.meta.url);
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const cases = readdirSync(folder).filter((name) => name.endsWith('.want.json'));

describe('golden: canonical want to columns', () => {
  it('there are cases', () => expect(cases.length).toBeGreaterThanOrEqual(4));
  it.each(cases)('%s', (name) => {
    expect(toColumns(read(name) as Record<string, unknown>)).toEqual(read(name.replace('.want.', '.columns.')));
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
      toColumns(want);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FailureError);
    expect((thrown as FailureError).failure).toMatchObject({ class: 'invalid', scope: 'record', evidence: { field } });
  });
});

describe('both ways', () => {
  const value = (field: (typeof FIELDS)[string]) =>
    field.values === undefined ? fc.string({ minLength: 1 }) : fc.constantFrom(...Object.keys(field.values));
  const want = fc.record(Object.fromEntries(Object.entries(FIELDS).map(([name, field]) => [name, value(field)])), { requiredKeys: [] });

  it('what is written comes back as it was meant', () => {
    fc.assert(
      fc.property(want, (given) => {
        const columns = toColumns(given);
        const row: AllValues = Object.fromEntries(
          Object.entries(columns).map(([name, text]) => [name, { value: text, display_value: text }]),
        );
        expect(fromColumns(row)).toEqual(given);
      }),
    );
  });

  it('priority is never sent: the instance computes it', () => {
    expect(toColumns({ priority: 'critical', impact: 'high' })).toEqual({ impact: '1' });
  });

  it('an unknown state of the instance is null, never a guess', () => {
    expect(fromColumns({ state: { value: '42', display_value: 'Odd' } })).toEqual({ status: null });
  });
});
