import { describe, expect, it } from '@jest/globals';
import { remapped } from './remap.ts';

const want = (ticket: object): { want: string } => ({ want: JSON.stringify({ ticket, line: 'x' }) });
const delivery = (fields: object): string => JSON.stringify({ key: 'k', fields });

/** Fields of the delivery, what its record was mapped to, what it is mapped to now, fields afterwards. */
const cases: readonly (readonly [what: string, fields: object, before: object, after: object, then: object])[] = [
  ['a new row is filled', { title: 'a' }, { title: 'a' }, { title: 'a', category: 'c' }, { title: 'a', category: 'c' }],
  ['a row that gives something else', { impact: 'high' }, { impact: 'high' }, { impact: 'low' }, { impact: 'low' }],
  ['a row that is gone', { title: 'a', ci: 'x' }, { title: 'a', ci: 'x' }, { title: 'a' }, { title: 'a' }],
  ['how the episode stands stays', { status: 'resolved' }, {}, { category: 'c' }, { status: 'resolved', category: 'c' }],
  ['what another alert or a person said stays', { title: 'mine' }, { title: 'a' }, { title: 'b' }, { title: 'mine' }],
  ['fields of the customer', { extra: { a: '1' } }, { extra: { a: '1' } }, { extra: { a: '1', b: '2' } }, { extra: { a: '1', b: '2' } }],
  [
    'the list of alerts stays',
    { description: 'old\n\nAlerts (2)' },
    { description: 'old' },
    { description: 'new' },
    { description: 'new\n\nAlerts (2)' },
  ],
  ['another description stays', { description: 'other' }, { description: 'old' }, { description: 'new' }, { description: 'other' }],
  ['nothing changed', { title: 'a' }, { title: 'a' }, { title: 'a' }, { title: 'a' }],
];

describe('a refused delivery under a changed mapping', () => {
  it.each(cases)('%s', (_what, fields, before, after, then) => {
    const { content, changes } = remapped(delivery(fields), want(before), want(after));
    expect(JSON.parse(content)).toEqual({ key: 'k', fields: then });
    expect(changes.length > 0).toBe(JSON.stringify(fields) !== JSON.stringify(then));
  });

  it('a text to add is nothing that a mapping gives', () => {
    const append = JSON.stringify({ append: { text: 'a' } });
    expect(remapped(append, want({ title: 'a' }), want({ title: 'b' }))).toEqual({ content: append, changes: [] });
  });
});
