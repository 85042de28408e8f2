/** Texts added to a record: one entry a delivery, whatever answers are lost, found by the mark and by nothing else. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type AppendAction,
  type EntryKind,
  failureOf,
  markerOf,
  type Rehearsal,
  rehearse,
  rehearsedCall,
  toFailure,
  withMarker,
} from '#libs/connector-kit';
import { vendors } from './vendors.rig.ts';

const LAG_MS = 100;
const DELAY_MS = 500;
const LATE_MS = 250;
const DELIVERIES = Array.from({ length: 12 }, (_, i) => `append-${i}`);
const MOST_TRIES = 20;

interface Held {
  readonly kind: EntryKind;
  readonly record: string;
  readonly text: string;
}

type Journal = { element: string; element_id: string; value: string };
type SlackMessage = { thread_ts?: string; metadata: { event_payload: { marker?: string } } };
type Issue = { id: string; comments: { body: unknown; properties: { 'sd.public.comment': { internal: boolean } } }[] };

/** All entries there are, by whom they are seen. */
const entries: Readonly<Record<string, (play: Rehearsal) => Promise<readonly Held[]>>> = {
  servicenow: async ({ simulator }) =>
    ((await simulator.control('state?table=sys_journal_field')) as { sys_journal_field: Journal[] }).sys_journal_field.map((row) => ({
      kind: row.element === 'work_notes' ? 'note' : 'comment',
      record: row.element_id,
      text: row.value,
    })),
  jira: async ({ simulator }) =>
    ((await simulator.control('state')) as { issues: Issue[] }).issues.flatMap(({ id, comments }) =>
      comments.map(({ body, properties }) => ({
        kind: properties['sd.public.comment'].internal ? 'note' : 'comment',
        record: id,
        text: JSON.stringify(body),
      })),
    ),
  // A channel is read by all of its members: whoever reads a note there reads a comment too.
  slack: async ({ simulator }) =>
    ((await simulator.control('state')) as { messages: SlackMessage[] }).messages.flatMap(({ thread_ts: thread, ...message }) =>
      thread === undefined ? [] : [{ kind: 'note', record: `C0JUNCTOR:${thread}`, text: JSON.stringify(message) }],
    ),
  rest: async ({ simulator }) =>
    ((await simulator.control('state')) as { workitems: { uid: string; notes: { text: string; audience: string }[] }[] }).workitems.flatMap(
      ({ uid, notes }) => notes.map(({ text, audience }) => ({ kind: audience === 'team' ? 'note' : 'comment', record: uid, text })),
    ),
};
const able = vendors.flatMap(({ cast }) => {
  const held = entries[cast.connector.name];
  return held === undefined ? [] : [[cast.connector.name, cast, held] as const];
});

describe.each(able)('%s', (name, cast, held) => {
  let play: Rehearsal;
  let record: string;
  const tell = (faults: object) => play.simulator.control('faults', faults);
  const action = (kind: EntryKind): AppendAction => {
    const found = play.incidents({ callTimeoutMs: 10_000, consistencyDelayMs: DELAY_MS }).append?.[kind];
    if (found === undefined) throw new Error(`it takes no ${kind}`);
    return found;
  };
  const find = (from: AppendAction, id: string, delivery: string, since = Date.now()) =>
    from.findAppend?.(id, markerOf(delivery), since, rehearsedCall(delivery)) ?? Promise.reject(new Error('it cannot be asked'));
  const all = async () => (await held(play)).filter((entry) => entry.record === record);

  beforeAll(async () => {
    play = await rehearse({ ...cast, args: [...(cast.args ?? []), '--search-lag', String(LAG_MS)] });
  });
  afterEach(async () => {
    await tell({ withhold: 0, late: null, answer: null, journalHidden: false });
    await play.closeAll();
  });
  afterAll(() => play.end());
  const make = async (key: string): Promise<string> => {
    record = (await play.incidents().createRecord(`key-${name}-${key}`, { title: 'T' }, rehearsedCall())).remoteId;
    return record;
  };

  it.each<EntryKind>(['note', 'comment'])('a %s is seen by whom it is meant for, and found by its mark alone', async (kind) => {
    const id = await make(`seen-${kind}`);
    const since = Date.now();
    await action(kind).appendRecord(id, 'one line\ntwo', rehearsedCall('d-seen'));
    await sleep(2 * LAG_MS);
    expect(await all()).toMatchObject([{ kind: name === 'slack' ? 'note' : kind, text: expect.stringContaining('one line') }]);
    expect(await find(action(kind), id, 'd-seen', since)).toHaveLength(1);
    expect(await find(action(kind), id, 'd-other', since)).toEqual([]);
    expect(await find(action(kind), await make(`none-${kind}`), 'd-seen', since)).toEqual([]);
  });

  it.each<[string, object]>([
    ['a third of the answers lost', { withhold: 0.34 }],
    ['work done later than the connection ended', { late: { count: 6, afterMs: LATE_MS } }],
    ['half bodies', { answer: { kind: 'halfBody', count: 6 } }],
  ])('one entry a delivery: %s', async (title, faults) => {
    const id = await make(title.slice(0, 12));
    const note = action('note');
    const since = Date.now();
    await tell({ ...faults, perIssue: false }); // the limit of writes to one issue is another matter
    const bring = async (delivery: string): Promise<number> => {
      for (let doubts = 0; doubts < MOST_TRIES; doubts += 1) {
        if (doubts > 0) await sleep(note.consistencyDelayMs);
        if (doubts > 0 && (await find(note, id, delivery, since)).length > 0) return doubts;
        const failure = await note.appendRecord(id, `text of ${delivery}`, rehearsedCall(delivery)).then(() => null, toFailure);
        if (failure === null) return doubts;
        expect(failure).toMatchObject({ class: 'unknown' });
      }
      throw new Error(`${delivery} was never surely there`);
    };
    const doubts = await Promise.all(DELIVERIES.map(bring));
    expect(doubts.some((count) => count > 0)).toBe(true); // a fault that hit nothing proves nothing
    await sleep(2 * LATE_MS);
    const texts = (await all()).map(({ text }) => /append-\d+/.exec(text)?.[0]);
    expect(texts.sort()).toEqual([...DELIVERIES].sort());
  });

  it('a record that is not there is its own failure', async () => {
    const missing = name === 'jira' ? '424242' : 'f'.repeat(32);
    expect(await failureOf(action('note').appendRecord(missing, 'x', rehearsedCall()))).toMatchObject({
      class: 'invalid',
      scope: 'record',
    });
  });
});

describe('servicenow', () => {
  it('who may not read the journal still finds an entry, on the record; and nothing where there is none', async () => {
    const cast = vendors[0]?.cast;
    if (cast === undefined) throw new Error('no vendor');
    const play = await rehearse(cast);
    try {
      const incidents = play.incidents();
      const { remoteId } = await incidents.createRecord('key-hidden', { title: 'T' }, rehearsedCall());
      const note = incidents.append?.note;
      await play.simulator.control('faults', { journalHidden: true });
      const find = () => note?.findAppend?.(remoteId, markerOf('d-h'), Date.now(), rehearsedCall());
      expect(await find()).toEqual([]);
      await note?.appendRecord(remoteId, 'hidden', rehearsedCall('d-h'));
      expect(await find()).toEqual([{ remoteId: null, at: null }]);
      const odd = note?.findAppend?.(`${remoteId}^ORactive=true`, markerOf('d-h'), 0, rehearsedCall());
      expect(await failureOf(odd ?? Promise.resolve())).toMatchObject({ class: 'invalid', evidence: { field: 'sys_id' } });
    } finally {
      await play.end();
    }
  });

  it('the mark stays when an instance cuts a long text', () => {
    expect(withMarker(`first\n${'x'.repeat(50_000)}`, 'd').slice(0, 40)).toContain(markerOf('d'));
  });
});
