import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { failureOf, type Rehearsal, rehearse, rehearsedCall } from '#libs/connector-kit';
import { cardOf } from './card.ts';
import { connector } from './index.ts';

type Card = { attachments: { content: { body: { type: string; text?: string; facts?: { title: string; value: string }[] }[] } }[] };
const bodyOf = (key: string, want: object) => (cardOf(key, { ...want }) as Card).attachments[0]?.content.body ?? [];

describe('the card', () => {
  it('has a headline, the facts, the key and the description, and no Markdown of theirs', () => {
    const want = { title: 'Disk\nfull', status: 'new', group: 'a_b', description: '[click](https://x.example) *now*' };
    expect(bodyOf('k-1', want)).toMatchObject([
      { type: 'TextBlock', text: 'Disk full' },
      {
        type: 'FactSet',
        facts: [
          { title: 'Status', value: 'new' },
          { title: 'Group', value: 'a\\_b' },
          { title: 'Reference', value: 'k-1' },
        ],
      },
      { type: 'TextBlock', text: '\\[click\\](https://x.example) \\*now\\*' },
    ]);
  });
  it('needs a headline', () => expect(() => cardOf('k', {})).toThrow(/headline/));
  it('is never larger than a workflow takes, whatever is in it', () => {
    const long = fc.integer({ min: 1, max: 40_000 });
    fc.assert(
      fc.property(fc.constantFrom('*', 'ü', '字', '𝒳', '"', '\n'), long, (sign, count) => {
        const text = sign.repeat(count);
        const facts = ['status', 'severity', 'priority', 'impact', 'urgency', 'group', 'assignee', 'service', 'ci', 'number'];
        const want = Object.fromEntries(['description', ...facts].map((name) => [name, text]));
        const card = cardOf('"'.repeat(100), { ...want, title: text.trim() || 't' });
        expect(Buffer.byteLength(JSON.stringify(card))).toBeLessThan(28 * 1024);
      }),
      { numRuns: 50 },
    );
  });
});

describe('calls', () => {
  let play: Rehearsal;
  beforeAll(async () => {
    const settings = { signature: 'env:S' };
    play = await rehearse({ connector, simulator: 'teams', args: ['--signature', 'canary+/='], settings, secret: 'canary+/=' });
  });
  afterAll(() => play.end());

  it('keep the query of the address, and each state is a card', async () => {
    const object = play.incidents({ address: `${play.simulator.url}/workflows/1/invoke?api-version=1&sp=%2Frun` });
    const { remoteId } = await object.createRecord('k-1', { title: 'One' }, rehearsedCall());
    await object.updateRecord(remoteId, { title: 'One', status: 'resolved' }, rehearsedCall());
    expect(play.lines()).toHaveLength(2);
    expect(play.requests()[0]?.path).toBe('/workflows/1/invoke?api-version=1&sp=%2Frun&sig=canary%2B%2F%3D');
  });

  it.each<[string, object, object]>([
    ['a workflow that is gone', { fail: { status: 404, count: 1 } }, { class: 'invalid', scope: 'system' }],
    ['a card that is refused', { fail: { status: 400, count: 1 } }, { class: 'invalid', scope: 'record' }],
    ['a lost answer', { withhold: 1 }, { class: 'unknown', scope: 'record' }],
  ])('%s', async (_name, faults, expected) => {
    await play.simulator.control('faults', faults);
    const failure = await failureOf(play.incidents().createRecord('k', { title: 'T' }, rehearsedCall()));
    await play.simulator.control('faults', { withhold: 0 });
    expect(failure).toMatchObject(expected);
    expect(JSON.stringify(failure)).not.toContain('canary');
  });
});
