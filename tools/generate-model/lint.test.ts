import { describe, expect, it } from '@jest/globals';
import type { AvroField, AvroSchema } from '#libs/model';
import { lintModel, lintSchema } from './lint.ts';

const field = (name: string, type: AvroSchema, more: Partial<AvroField> = {}): AvroField => ({
  name,
  type,
  doc: 'x',
  businessName: 'x',
  ...more,
});
const record = (...fields: AvroField[]): AvroSchema => ({ type: 'record', name: 'R', namespace: 'io.junctor.model', doc: 'x', fields });
const status = {
  type: 'enum',
  name: 'S',
  namespace: 'io.junctor.model',
  doc: 'x',
  valueSet: 'ss',
  symbols: ['a'],
  symbolDocs: { a: 'x' },
} as const;
const list = { type: 'array', items: 'string' } as const;

describe('house rules', () => {
  it.each<[string, AvroSchema, string]>([
    ['a field without doc', record(field('a', 'string', { doc: '' })), 'R.a: no doc'],
    ['a field without businessName', record(field('a', 'string', { businessName: ' ' })), 'R.a: no businessName'],
    ['a record without doc', { ...(record(field('a', 'string')) as object), doc: '' } as AvroSchema, 'R (R): no doc'],
    ['a record without fields', record(), 'R (R): no fields'],
    ['an ambiguous union of numbers', record(field('a', ['int', 'double'])), 'R.a: a union other than'],
    ['an ambiguous union of text', record(field('a', ['null', 'string', status], { default: null })), 'R.a: a union other than'],
    ['null in second place', record(field('a', ['string', 'null'])), 'R.a: a union other than'],
    [
      'a union inside a list',
      record(field('a', { type: 'array', items: ['null', 'string'] }, { default: [] })),
      'R.a: items of a list must not be null',
    ],
    ['a nullable field without default', record(field('a', ['null', 'string'])), 'R.a: a nullable field needs the default null'],
    ['a list without default', record(field('a', list)), 'R.a: a list needs the default []'],
    ['a map without default', record(field('a', { type: 'map', values: 'string' })), 'R.a: a map needs the default {}'],
    ['a time as a bare long', record(field('closedAt', 'long')), 'R.closedAt: a point in time needs'],
    ['a nullable time as a bare long', record(field('at', ['null', 'long'], { default: null })), 'R.at: a point in time needs'],
    ['an unknown pii class', record(field('a', 'string', { pii: { class: 'secret' } })), 'R.a: pii class "secret" is none of'],
    ['a name in snake case', record(field('a_b', 'string')), 'R.a_b: the name is not in camel case'],
    ['an enum without doc', record(field('a', { ...status, doc: '' })), 'R.a (S): no doc'],
    ['an enum without a value set', record(field('a', { ...status, valueSet: '' })), 'R.a (S): no valueSet'],
    ['a symbol without doc', record(field('a', { ...status, symbols: ['a', 'b'] })), 'R.a (S): symbolDocs says nothing about b'],
    [
      'a symbol in capitals',
      record(field('a', { ...status, symbols: ['A'], symbolDocs: { A: 'x' } })),
      'R.a (S): symbol A is not in snake case',
    ],
    [
      'a fault deep inside',
      record(field('a', { type: 'array', items: record(field('b', 'string', { doc: '' })) }, { default: [] })),
      'R.a[].b: no doc',
    ],
  ])('refuse %s', (_, schema, message) => {
    const problems = lintSchema(schema, 'R');
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(message);
  });

  it('take what keeps them', () => {
    const good = record(
      field('a', ['null', 'string'], { default: null, pii: { class: 'contact' } }),
      field('b', list, { default: [] }),
      field('c', status),
    );
    expect(lintSchema(good, 'R')).toEqual([]);
  });

  it('ask a canonical model for its envelope', () => {
    const schema = record(field('a', 'string')) as Parameters<typeof lintModel>[0]['schema'];
    expect(lintModel({ name: 'r', canonical: true, path: '', schema })).toEqual([
      expect.stringContaining('missing: meta, links, context, extra'),
    ]);
    expect(lintModel({ name: 'r', canonical: false, path: '', schema })).toEqual(['r: the namespace must be io.junctor.pipeline']);
  });
});
