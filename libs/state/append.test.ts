import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Claimed, Fold, HeadPolicy, Settled } from './contract.ts';
import { anyDesk, claimOne, delivered, idOf, item, openRig, parked, type Rig, retry } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item');
});

/** Each contribution wants a state and adds a text; one whose name begins with `=` changes nothing, and adds its text all the same. */
const withTexts: Fold = (state, { contribution }) => {
  const { name } = contribution as { name: string };
  const appends = [{ id: idOf(`text of ${name}`), episode: 1, want: { text: name } }];
  if (name.startsWith('=')) return { state, result: { kind: 'noop', reason: 'says so already' }, appends };
  return { state: name, result: { kind: 'deliver', episode: 1, want: { name }, wantDigest: `want ${name}` }, appends };
};
const text = (name: string): string => idOf(`text of ${name}`);

const added = ({ laneId, epoch, deliveryId, attempt }: Claimed, entry: string | null = 'entry-1'): Settled => ({
  ...{ laneId, epoch, deliveryId, attempt },
  result: { kind: 'appended', action: 'append', entry, reason: 'a note was added', possibleDuplicate: false },
});
const accept = (...names: string[]) =>
  rig.one.accept(
    names.map((name) => item(name)),
    withTexts,
  );
const nothing = { claimed: [], refused: 0 };
const settle = (...results: Settled[]) => rig.one.settleAndClaim('worker', results, anyDesk, 60_000);
const expire = () => rig.query(`update lane set due_at = now() - interval '1 second' where due_at is not null`);
const outcomes = async () => (await rig.one.unpublished(99)).map(({ kind, deliveryId }) => `${kind} ${deliveryId}`);
/** Delivers whatever is due, one after the other. */
async function sendAll(first: readonly Settled[] = []): Promise<string[]> {
  const sent: string[] = [];
  let { claimed } = await settle(...first);
  for (let turn = 0; turn < 20 && claimed.length > 0; turn++) {
    sent.push(...claimed.map(({ deliveryId }) => deliveryId));
    ({ claimed } = await settle(...claimed.map((each) => (each.wantDigest === '' ? added(each) : delivered(each)))));
  }
  return sent;
}

describe('a text that is added to a record', () => {
  it('follows its state in the lane, has an outcome and a remote id of its own, and leaves the link as it is', async () => {
    expect(await accept('a')).toEqual({ inserted: 1, targets: ['desk'] });
    const note = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    expect(note).toMatchObject({
      ...{ deliveryId: text('a'), episode: 1, want: { text: 'a' }, wantDigest: '', attempt: 1, triedForMs: 0, mustAsk: false },
      link: { remoteId: 'remote-1', writtenDigest: 'want a' },
    });
    expect(await settle(added(note))).toEqual(nothing);
    expect(await rig.one.unpublished(9)).toMatchObject([
      { deliveryId: idOf('a'), kind: 'delivered' },
      {
        deliveryId: text('a'),
        kind: 'delivered',
        reason: 'a note was added',
        messageId: idOf('message of a'),
        link: { remoteId: 'remote-1' },
      },
    ]);
    expect(await rig.one.attempts(text('a'))).toMatchObject([{ n: 1, state: 'ok', action: 'append', entryId: 'entry-1' }]);
    await accept('b');
    expect(await claimOne(rig.one)).toMatchObject({ link: { writtenDigest: 'want a' }, written: { name: 'a' } });
  });

  it('enters its lane though the state that came with it changes nothing', async () => {
    await accept('a', '=b');
    expect(await sendAll()).toEqual([idOf('a'), text('a'), text('=b')]);
    expect(await outcomes()).toContain(`noop ${idOf('=b')}`);
  });

  it('comes once, however often its contribution does, also on two connections', async () => {
    await accept('a');
    await rig.race('select 1 from lane for update', 2, () =>
      [rig.one, rig.two].map((store) => store.accept([item('a'), item('=b')], withTexts)),
    );
    expect(await sendAll()).toEqual([idOf('a'), text('a'), text('=b')]);
  });

  it('is in doubt by its own attempts, since the first of them, and never by those of states', async () => {
    await accept('a', 'b');
    let note = await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    await rig.query(`update attempt set started_at = started_at - interval '20 minutes' where episode is null`);
    note = await claimOne(rig.one, [retry(note, false)]);
    expect(note).toMatchObject({ attempt: 2, mustAsk: false });
    note = await claimOne(rig.one, [retry(note, true)]);
    expect(note).toMatchObject({ attempt: 3, mustAsk: true });
    expect(note.triedForMs).toBeGreaterThanOrEqual(1_200_000);
    expect(note.unknownForMs).toBeLessThan(1_200_000);
    const state = await claimOne(rig.one, [added(note)]);
    expect(state).toMatchObject({ deliveryId: idOf('b'), mustAsk: false, written: { name: 'a' } });
    const again = await claimOne(rig.one, [retry(state, true)]);
    const other = await claimOne(rig.one, [parked(again, 'unknown', 'skip')]);
    expect(other).toMatchObject({ deliveryId: text('b'), mustAsk: false, attempt: 1 });
    await accept('c');
    expect(await claimOne(rig.one, [added(other)])).toMatchObject({ deliveryId: idOf('c'), mustAsk: true });
  });

  it('that a dead holder had in hand is in doubt', async () => {
    await accept('a');
    await claimOne(rig.one, [delivered(await claimOne(rig.one))]);
    await expire();
    expect(await claimOne(rig.two)).toMatchObject({ deliveryId: text('a'), attempt: 2, mustAsk: true });
  });
});

describe('a text under a head policy', () => {
  const untilNote = async (): Promise<Claimed> => {
    await accept('a', 'b');
    return claimOne(rig.one, [delivered(await claimOne(rig.one))]);
  };

  it.each<[HeadPolicy, readonly string[]]>([
    ['block', []],
    ['supersede', [idOf('b'), text('b')]],
    ['skip', [idOf('b'), text('b')]],
  ])('is never superseded when it is refused (%s)', async (head, sent) => {
    const note = await untilNote();
    expect(await sendAll([parked(note, 'invalid', head)])).toEqual(sent);
    expect(await outcomes()).toContain(`parked ${text('a')}`);
    expect(await rig.one.list(9)).toMatchObject([{ id: text('a') }]);
  });

  it.each(['waits', 'comes'])('goes behind the newer state that %s, which makes the record in place of the refused one', async (when) => {
    await accept(...(when === 'waits' ? ['a', '=n', 'b', 'c'] : ['a', '=n']));
    const refused = parked(await claimOne(rig.one), 'invalid', 'supersede');
    if (when === 'comes') {
      expect(await settle(refused)).toEqual(nothing);
      await accept('b', 'c');
    }
    const order = [idOf('b'), text('b'), idOf('c'), text('c'), text('a'), text('=n')];
    expect(await sendAll(when === 'waits' ? [refused] : [])).toEqual(order);
    expect(await outcomes()).toContain(`superseded ${idOf('a')}`);
    expect(await rig.query('select 1 from lane where head_seq <> next_seq')).toEqual([]);
  });

  it('gives no reason to supersede what it follows', async () => {
    await accept('a', '=n');
    expect(await settle(parked(await claimOne(rig.one), 'invalid', 'supersede'))).toEqual(nothing);
    expect(await rig.query('select blocked from lane')).toEqual([{ blocked: 'supersede' }]);
  });

  it('stays before a state where the record is there already', async () => {
    await accept('a');
    await sendAll();
    await accept('b', 'c');
    expect(await sendAll([parked(await claimOne(rig.one), 'invalid', 'supersede')])).toEqual([text('b'), idOf('c'), text('c')]);
  });

  it('is moved once, whether the newer state or the refusal is first', async () => {
    await accept('a');
    const head = await claimOne(rig.one);
    await rig.race('select 1 from lane for update', 2, () => [
      rig.one.settleAndClaim('w', [parked(head, 'invalid', 'supersede')], [], 1000).then(() => undefined),
      rig.two.accept([item('b')], withTexts).then(() => undefined),
    ]);
    expect(await sendAll()).toEqual([idOf('b'), text('b'), text('a')]);
  });
});
