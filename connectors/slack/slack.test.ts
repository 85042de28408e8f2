import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureOf, type Rehearsal, rehearse, rehearsedCall } from '#libs/connector-kit';
import { connector } from './index.ts';
import { cut, escaped, messageOf } from './message.ts';

describe('the text', () => {
  it('has a headline, what matters, and the description', () => {
    const want = { title: 'Disk\nfull', status: 'new', priority: 'high', group: 'Ops & Co', description: '<!channel> look\nat it' };
    expect(messageOf(want)).toBe('*Disk full*\nStatus: new · Priority: high · Group: Ops &amp; Co\n&lt;!channel&gt; look\nat it');
  });
  it('needs a headline', () => expect(() => messageOf({ status: 'new' })).toThrow(/headline/));
  it('is cut between signs, never within one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 2, max: 60 }), (text, most) => {
        const short = cut(escaped(text), most);
        expect(short.length).toBeLessThanOrEqual(most);
        expect(short).not.toMatch(/[<>]/);
        expect(short.replace(/&(?:amp|lt|gt);/g, '')).not.toContain('&');
      }),
    );
  });
});

describe('messages', () => {
  let play: Rehearsal;
  const state = async () => ((await play.simulator.control('state')) as { messages: Record<string, unknown>[] }).messages;
  beforeAll(async () => {
    const settings = { token: 'env:T', channel: 'C0JUNCTOR' };
    play = await rehearse({ connector, simulator: 'slack', args: ['--token', 'xoxb-canary'], settings, secret: 'xoxb-canary' });
  });
  afterAll(() => play.end());

  it('are posted once, changed in place and keep what they are of', async () => {
    const object = play.incidents();
    const { remoteId } = await object.createRecord('k-1', { title: 'One' }, rehearsedCall());
    await object.updateRecord(remoteId, { title: 'One', status: 'resolved' }, rehearsedCall());
    expect((await state()).map(({ text }) => text)).toEqual(['*One*\nStatus: resolved']);
    expect(await object.find?.('k-1', rehearsedCall())).toEqual([{ remoteId, number: null, url: null }]);
  });

  it('are found page by page', async () => {
    const object = play.incidents();
    for (let i = 0; i < 250; i += 1) await object.createRecord(`page-${i}`, { title: 'T' }, rehearsedCall());
    expect(await object.find?.('page-0', rehearsedCall())).toHaveLength(1);
  });

  it('a note is offered to a channel of the team alone, since everyone in it would read it', () => {
    expect(Object.keys(play.incidents().append ?? {})).toEqual(['comment']);
    expect(Object.keys(play.incidents({ settings: { readers: 'team' } }).append ?? {})).toEqual(['note', 'comment']);
  });

  it.each<[string, string, object]>([
    ['an id of another shape', 'C0JUNCTOR', { class: 'invalid', scope: 'record' }],
    ['a message that is gone', 'C0JUNCTOR:1.000001', { class: 'invalid', scope: 'record' }],
    ['another channel', 'C0OTHER:1.000001', { class: 'invalid', scope: 'system' }],
  ])('%s', async (_name, id, failure) => {
    expect(await failureOf(play.incidents().updateRecord(id, { title: 'T' }, rehearsedCall()))).toMatchObject(failure);
  });

  it('a refused token is not in what is said about it', async () => {
    const failure = await failureOf(play.incidents({ secret: 'xoxb-other' }).createRecord('k', { title: 'T' }, rehearsedCall()));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('xoxb');
  });
});
