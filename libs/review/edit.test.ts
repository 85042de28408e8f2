import { describe, expect, it } from '@jest/globals';
import { differences } from './diff.ts';
import { EditError, editableText, edited } from './edit.ts';

const raw = JSON.stringify({ system: 's', body: '{"a":{"n":1,"t":"1","list":[1,2]},"__proto__":{"x":1}}', defect: 'cut off' });
const bodyOf = (content: string): unknown => JSON.parse((JSON.parse(content) as { body: string }).body);

describe('an edit', () => {
  it.each<[string, Record<string, string>, unknown]>([
    ['a number stays a number', { 'a.n': '2' }, { n: 2, t: '1', list: [1, 2] }],
    ['text stays text', { 'a.t': '2' }, { n: 1, t: '2', list: [1, 2] }],
    ['a place of a list', { 'a.list.1': '"x"' }, { n: 1, t: '1', list: [1, 'x'] }],
    ['a new name', { 'a.new': 'free text' }, { n: 1, t: '1', list: [1, 2], new: 'free text' }],
    ['several', { 'a.n': 'null', 'a.t': '' }, { n: null, t: '', list: [1, 2] }],
  ])('of a body: %s', (_, set, a) => expect(bodyOf(edited('raw', raw, { set }))).toMatchObject({ a }));

  it('of a body forgets what was wrong with it and keeps the rest', () => {
    expect(JSON.parse(edited('raw', raw, { text: 'anything' }))).toEqual({ system: 's', body: 'anything', defect: null });
    expect(editableText('raw', raw)).toContain('"a"');
  });

  it('treats names as data', () => {
    const content = edited('raw', raw, { set: { '__proto__.x': '2' } });
    expect(Object.getOwnPropertyDescriptor(bodyOf(content), '__proto__')?.value).toEqual({ x: 2 });
    expect(({} as Record<string, unknown>).x).toBe(undefined);
  });

  it('of a canonical record or a wanted state changes that', () => {
    expect(edited('canonical', '{"meta":{"id":"i"},"labels":{}}', { set: { 'labels.team': 'x' } })).toBe(
      '{"meta":{"id":"i"},"labels":{"team":"x"}}',
    );
    expect(edited('want', '{"model":"incident","fields":{"title":"t"}}', { set: { title: 'u' } })).toBe(
      '{"model":"incident","fields":{"title":"u"}}',
    );
    expect(edited('want', '{"model":"incident","fields":{}}', { text: '{"a":1}' })).toBe('{"model":"incident","fields":{"a":1}}');
    const text = '{"model":"incident","append":{"audience":"note","text":"t"}}';
    expect(edited('want', text, { set: { text: 'u' } })).toBe('{"model":"incident","append":{"audience":"note","text":"u"}}');
    expect(editableText('want', text)).toBe('{\n  "audience": "note",\n  "text": "t"\n}');
    expect(editableText('want', '{"model":"incident","fields":{"title":"t"}}')).toBe('{\n  "title": "t"\n}');
  });

  it.each([
    ['a path into nothing', 'raw', raw, { set: { 'b.c': '1' } }],
    ['a path into a number', 'raw', raw, { set: { 'a.n.x': '1' } }],
    ['a place that a list does not have', 'raw', raw, { set: { 'a.list.2': '1' } }],
    ['a body that is not JSON', 'raw', '{"body":"<xml/>"}', { set: { a: '1' } }],
    ['a body that is not text', 'raw', '{"body":{"base64":"AA=="}}', { set: { a: '1' } }],
    ['a record that is not JSON', 'canonical', '{}', { text: 'nope' }],
    ['a record that could not be read', 'canonical', null, { text: '{}' }],
    ['bytes', 'bytes', '{}', { text: '{}' }],
  ] as const)('refuses %s', (_, form, content, edit) => expect(() => edited(form, content, edit)).toThrow(EditError));
});

it('differences have a path and both sides', () => {
  expect(differences({ a: { b: 1, c: [1] }, d: 'x' }, { a: { b: 2, c: [1, 2] } })).toEqual([
    { path: 'a.b', before: '1', after: '2' },
    { path: 'a.c.1', before: null, after: '2' },
    { path: 'd', before: '"x"', after: null },
  ]);
  expect(differences({ a: 1 }, { a: 1 })).toEqual([]);
  expect(differences({}, { a: 1, b: 2 }, 1)).toHaveLength(1);
});
