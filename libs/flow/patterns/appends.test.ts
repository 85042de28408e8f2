import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Contribution } from '#libs/model';
import { alert } from '../testdata/records.ts';
import { appendText, type CommentText, type NoteText } from './appends.ts';
import { maxKnown, newComments, nothingGiven } from './comments.ts';
import { foldFor } from './fold-for.ts';

const gone = { phase: 'resolved' } as const;

/** An alert of a flow that says something on every occasion. */
function said(record: string, version: number, over: Partial<Contribution> = {}): Contribution {
  const base = alert(record, version, over);
  const active: NoteText[] = [
    { on: 'joined', audience: 'note', text: `${record} joined` },
    { on: 'severity-raised', audience: 'note', text: `${record} is worse` },
    { on: 'reopened', audience: 'note', text: `${record} is back` },
  ];
  const resolved: NoteText[] = [
    { on: 'resolved', audience: 'note', text: `${record} was the last` },
    { on: 'resolved', audience: 'comment', text: 'it works again' },
  ];
  return { ...base, want: JSON.stringify({ ...JSON.parse(base.want), notes: base.phase === 'resolved' ? resolved : active }) };
}

/** What is added, by the number of the contribution that brought it about. */
function addedBy(contributions: readonly Contribution[], pattern = 'event-to-incident'): string[] {
  let state: unknown = null;
  return contributions.flatMap((contribution, n) => {
    const folded = foldFor(pattern)(state, contribution);
    state = JSON.parse(JSON.stringify(folded.state));
    return (folded.appends ?? []).map(({ episode, audience, text }) => `${n + 1} #${episode} ${audience}: ${text}`);
  });
}

describe('notes of a ticket', () => {
  it.each<[string, readonly Contribution[], readonly string[]]>([
    ['nothing on opening, nor for a repeat', [said('a', 1), said('a', 1), said('a', 2)], []],
    ['another alert joins, once', [said('a', 1), said('b', 2), said('b', 3)], ['2 #1 note: b joined']],
    [
      'one that was over joins again',
      [said('a', 1), said('b', 2), said('b', 3, gone), said('b', 4)],
      ['2 #1 note: b joined', '4 #1 note: b joined'],
    ],
    [
      'the worst so far raises the severity, its equal does not',
      [said('a', 1, { rank: 2 }), said('b', 2, { rank: 4 }), said('a', 3, { rank: 4 }), said('a', 4, { rank: 1 })],
      ['2 #1 note: b joined', '2 #1 note: b is worse'],
    ],
    [
      'the last resolution speaks, in the order of the file',
      [said('a', 1), said('b', 2), said('a', 3, gone), said('b', 4, gone), said('b', 5, gone)],
      ['2 #1 note: b joined', '4 #1 note: b was the last', '4 #1 comment: it works again'],
    ],
    [
      'what comes back in time reopens and does not join, and may be worse',
      [said('a', 1), said('a', 2, gone), said('a', 3, { rank: 4 })],
      ['2 #1 note: a was the last', '2 #1 comment: it works again', '3 #1 note: a is worse', '3 #1 note: a is back'],
    ],
    [
      'a later return is a new ticket, of which nothing is said but its end',
      [said('a', 1), said('a', 2, gone), said('a', 9, { occurredAt: 90_000_000 }), said('a', 10, { ...gone, occurredAt: 90_000_001 })],
      ['2 #1 note: a was the last', '2 #1 comment: it works again', '4 #2 note: a was the last', '4 #2 comment: it works again'],
    ],
    ['late and unknown ones say nothing', [said('a', 2), said('a', 1, gone), said('z', 1, gone)], []],
  ])('%s', (_name, contributions, texts) => {
    expect(addedBy(contributions)).toEqual(texts);
  });

  it('are said though the ticket itself says so already', () => {
    const mute = (one: Contribution): Contribution => ({
      ...one,
      want: JSON.stringify({ ...JSON.parse(one.want), line: '', resolved: { status: 'new' } }),
    });
    const [first, second, third] = [mute(said('a', 1)), mute(said('a', 2, gone)), mute(said('a', 3))];
    const fold = foldFor('event-to-incident');
    const end = fold(fold(null, first).state, second);
    expect(end).toMatchObject({ result: { kind: 'noop' }, appends: [{ text: 'a was the last' }, { text: 'it works again' }] });
    expect(fold(end.state, third)).toMatchObject({ appends: [{ text: 'a is back' }] });
  });

  it('are named apart within a contribution, and cost nothing where the flow has none', () => {
    const fold = foldFor('event-to-incident');
    const { appends = [] } = fold(fold(null, said('a', 1)).state, said('a', 2, gone));
    expect(appends.map(({ name }) => name)).toEqual(['resolved/note', 'resolved/comment']);
    expect(fold(fold(null, alert('a', 1)).state, alert('a', 2, gone)).appends).toEqual([]);
  });
});

const comment = (id: string, at: number, text = `text of ${id}`): CommentText => ({ id, at, audience: 'note', text });
const listing = (version: number, ...comments: CommentText[]): Contribution =>
  alert('INC1', version, { digest: `d${version}`, want: JSON.stringify({ ticket: { title: `v${version}` }, comments }) });

describe('comments of a record', () => {
  it('are copied once each, oldest first, also from a state that is too old to be copied', () => {
    const copied = addedBy(
      [
        listing(1, comment('b', 20), comment('a', 10)),
        listing(3, comment('a', 10), comment('b', 20), comment('d', 40)),
        listing(3, comment('a', 10), comment('b', 20), comment('d', 40)),
        listing(2, comment('c', 30)),
        listing(4),
      ],
      'configuration-synchronization',
    );
    expect(copied).toEqual(['1 #1 note: text of a', '1 #1 note: text of b', '2 #1 note: text of d', '4 #1 note: text of c']);
  });

  it('stay known when a later state lists none', () => {
    const copied = addedBy([listing(1, comment('a', 10)), listing(2), listing(3, comment('a', 10))], 'configuration-synchronization');
    expect(copied).toEqual(['1 #1 note: text of a']);
  });

  const pages = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 }), { maxLength: 12 });
  it('come once each, whatever lists them, in any order', () => {
    fc.assert(
      fc.property(pages, (lists) => {
        let given = nothingGiven;
        const copied = lists.flatMap((list) => {
          const done = newComments(
            given,
            list.map((n) => comment(`c${n}`, n)),
          );
          given = done.given;
          return done.appends.map(({ name }) => name);
        });
        const all = new Set(lists.flat().map((n) => `comment/c${n}`));
        expect([...copied].sort()).toEqual([...all].sort());
      }),
    );
  });

  it('are not copied again when there are more than are remembered', () => {
    const all = Array.from({ length: maxKnown + 50 }, (_, n) => comment(`c${n}`, n));
    const first = newComments(nothingGiven, all);
    expect(first.appends).toHaveLength(maxKnown + 50);
    expect(first.given.known).toHaveLength(maxKnown);
    expect(newComments(first.given, all)).toEqual({ given: first.given, appends: [] });
    expect(newComments(first.given, [comment('new', 10_000)]).appends).toHaveLength(1);
  });
});

it.each([
  [undefined, undefined],
  ['  \n', undefined],
  [' text \n', 'text'],
])('a text of nothing is none (%j)', (text, added) => {
  expect(appendText(text)).toBe(added);
});

it('a text is cut where it is too long, and never in the middle of a character', () => {
  expect(appendText('x'.repeat(20_000))).toHaveLength(10_000);
  expect(appendText(`${'x'.repeat(9_998)}\u{1f600}${'x'.repeat(9)}`)?.isWellFormed()).toBe(true);
});
