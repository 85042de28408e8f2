import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageRow, OutcomeRow, ProjectionRow } from './contract.ts';
import { appendFold, claimOne, idOf, item, openRig, type Rig, retry } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate message_state, journey, projection, projection_key, lane, delivery, attempt, case_state');
});

const message = (id: string, over: Partial<MessageRow> = {}): MessageRow => ({
  id,
  model: 'event',
  system: 'prom',
  record: `record of ${id}`,
  version: 1,
  occurredAt: 1000,
  traceId: `trace of ${id}`,
  title: 'Pod crash looping',
  number: null,
  ...over,
});

const outcome = (id: string, messageId: string, over: Partial<OutcomeRow> = {}): OutcomeRow => ({
  id,
  messageId,
  kind: 'delivered',
  stage: 'deliver',
  reason: null,
  flow: 'flow',
  system: 'prom',
  record: `record of ${messageId}`,
  version: 1,
  targetSystem: 'desk',
  targetKey: 'K1',
  deliveryIds: [idOf(id)],
  remoteId: 'remote',
  remoteNumber: 'INC0001',
  remoteUrl: null,
  attempts: 1,
  possibleDuplicate: false,
  occurredAt: 1000,
  finishedAt: 2000,
  traceId: `trace of ${messageId}`,
  trail: '[]',
  ...over,
});

const ci = (record: string, version: number, over: Partial<ProjectionRow> = {}): ProjectionRow => ({
  kind: 'ci',
  keys: [`node/${record}`],
  system: 'cmdb',
  record,
  version,
  data: { name: record, version },
  deleted: false,
  ...over,
});

const ciKey = (key: string) => ({ kind: 'ci', key }) as const;

describe('journeys', () => {
  it('are found by ticket, record, trace, message and delivery, exactly and by case', async () => {
    await rig.one.record(
      [message('m1', { number: 'AUDIT1' }), message('m2')],
      [outcome('o1', 'm1'), outcome('o2', 'm1', { finishedAt: 3000 })],
      [],
    );
    for (const text of ['INC0001', 'AUDIT1', 'record of m1', 'trace of m1', 'm1', idOf('o1'), idOf('o2')]) {
      const found = await rig.one.find(text, 10);
      expect([text, found.map((each) => each.message.id)]).toEqual([text, ['m1']]);
      expect(found[0]?.outcomes.map((each) => each.id)).toEqual(['o1', 'o2']);
    }
    for (const text of ['inc0001', 'INC000', 'INC0001 ', '', '%', 'record of']) expect(await rig.one.find(text, 10)).toEqual([]);
    expect(await rig.one.find('m2', 10)).toEqual([{ message: message('m2'), outcomes: [] }]);
  });

  it('are found by the key of their target, with or without the name of the system, as deliveries know it', async () => {
    const at = (name: string, targetSystem: string, targetKey: string) => item(name, { targetSystem, targetKey });
    const items = [at('a', 'desk', 'prod/api'), at('b', 'desk', 'prod/api'), at('c', 'archive', 'prod/api'), at('d', 'desk', 'api')];
    await rig.one.accept(items, appendFold);
    const ids = items.map(({ messageId }) => messageId);
    await rig.one.record(
      ids.map((id, n) => message(id, { occurredAt: n })),
      [],
      [],
    );
    const found = async (text: string, limit = 10) => (await rig.one.find(text, limit)).map((each) => ids.indexOf(each.message.id));
    expect(await found('prod/api')).toEqual([2, 1, 0]);
    expect(await found('desk/prod/api')).toEqual([1, 0]);
    expect(await found('desk/prod/api', 1)).toEqual([1]);
    expect(await found('archive/prod/api')).toEqual([2]);
    expect(await found('api')).toEqual([3]);
    for (const text of ['desk', 'desk/', 'prod', 'other/prod/api', 'PROD/API']) expect([text, await found(text)]).toEqual([text, []]);
  });

  it('come newest first, up to the limit', async () => {
    const rows = [1, 2, 3].map((n) => message(`m${n}`, { record: 'same', occurredAt: n }));
    await rig.one.record(rows, [], []);
    expect((await rig.one.find('same', 2)).map((each) => each.message.id)).toEqual(['m3', 'm2']);
  });

  it('show an outcome whose message has not come, and take the message when it comes', async () => {
    await rig.one.record([], [outcome('o1', 'm1')], []);
    expect(await rig.one.find('trace of m1', 1)).toMatchObject([{ message: { id: 'm1', model: '' }, outcomes: [{ id: 'o1' }] }]);
    await rig.one.record([message('m1')], [], []);
    await rig.one.record([message('m1', { title: 'again' })], [outcome('o1', 'm1')], []);
    expect(await rig.one.find('INC0001', 1)).toEqual([{ message: message('m1'), outcomes: [outcome('o1', 'm1')] }]);
  });

  it('keep one row per outcome, as last given, and count them', async () => {
    await rig.one.record(
      [message('m1')],
      [outcome('o1', 'm1', { kind: 'parked' }), outcome('o2', 'm1', { kind: 'filtered', deliveryIds: [] })],
      [],
    );
    await rig.one.record([], [outcome('o1', 'm1', { deliveryIds: [idOf('x'), idOf('y')] })], []);
    expect(await rig.one.counts()).toEqual({ delivered: 1, filtered: 1 });
    expect((await rig.one.find(idOf('x'), 1))[0]?.outcomes[0]).toMatchObject({ kind: 'delivered', deliveryIds: [idOf('x'), idOf('y')] });
  });

  it('keep the newest outcome, also when an older one is read again, alone or in one batch', async () => {
    const parked = outcome('o1', 'm1', { kind: 'parked', finishedAt: 10 });
    const later = outcome('o1', 'm1', { kind: 'delivered', finishedAt: 20 });
    await rig.one.record([], [parked], []);
    await rig.one.record([], [later, parked], []);
    await rig.one.record([], [parked], []);
    expect(await rig.one.counts()).toEqual({ delivered: 1 });
  });

  it('find a delivery that is still under way, and its attempts', async () => {
    await rig.one.record([message(idOf('message of a'))], [], []);
    await rig.one.accept([item('a')], appendFold);
    await claimOne(rig.one, [retry(await claimOne(rig.one), true)]);
    expect(await rig.one.find(idOf('a'), 1)).toMatchObject([{ message: { id: idOf('message of a') }, outcomes: [] }]);
    expect(await rig.two.attempts(idOf('a'))).toMatchObject([
      { n: 1, state: 'unknown' },
      { n: 2, state: 'sending' },
    ]);
    expect(await rig.one.attempts(idOf('nobody'))).toEqual([]);
    expect(await rig.one.attempts('not an id')).toEqual([]);
  });

  it('keep text that Postgres refuses', async () => {
    const odd = 'nul \0 lone \ud800 ␛0';
    const row = message(odd, { record: odd, title: odd, number: odd, traceId: odd });
    const ended = outcome(odd, odd, { reason: odd, deliveryIds: [odd], record: odd, remoteNumber: odd });
    await rig.one.record([row], [ended], [ci(odd, 1, { data: { odd } })]);
    expect(await rig.one.find(odd, 5)).toEqual([{ message: row, outcomes: [ended] }]);
    expect(await rig.one.context([ciKey(`node/${odd}`)])).toMatchObject([{ key: `node/${odd}`, data: { odd } }]);
  });

  it('survive the same batch on two connections in opposite orders', async () => {
    for (let turn = 0; turn < 10; turn++) {
      const messages = Array.from({ length: 30 }, (_, n) => message(`m${turn}-${n}`));
      const outcomes = messages.map((each) => outcome(`o-${each.id}`, each.id));
      const back = <T>(rows: readonly T[]) => [...rows].reverse();
      await Promise.all([
        rig.one.record(messages.slice(0, 15), outcomes, []),
        rig.two.record(back(messages.slice(15)), back(outcomes), []),
        rig.two.record(back(messages), back(outcomes), []),
      ]);
    }
    expect(await rig.query('select model, count(*)::int from message_state group by 1')).toEqual([{ model: 'event', count: 300 }]);
    expect(await rig.one.counts()).toEqual({ delivered: 300 });
  });
});

describe('projections', () => {
  it('keep the highest version with its keys, and say their age', async () => {
    await rig.one.record([], [], [ci('n1', 2, { keys: ['a', 'b'] }), ci('n1', 1, { keys: ['z'] }), ci('n2', 1, { keys: ['b'] })]);
    await rig.one.record([], [], [ci('n1', 1, { keys: ['old'] })]);
    const hits = await rig.one.context([ciKey('a'), ciKey('b'), ciKey('a'), ciKey('old'), ciKey('z'), { kind: 'user', key: 'a' }]);
    expect(hits.map((each) => [each.key, (each.data as { name: string }).name]).sort()).toEqual([
      ['a', 'n1'],
      ['b', 'n1'],
      ['b', 'n2'],
    ]);
    for (const each of hits) expect(each.ageMs).toBeGreaterThanOrEqual(0);
    await rig.one.record([], [], [ci('n1', 3, { keys: ['b', 'c'] })]);
    expect(await rig.one.context([ciKey('a')])).toEqual([]);
    expect(await rig.one.context([ciKey('c')])).toMatchObject([{ data: { version: 3 } }]);
    expect(await rig.one.context([])).toEqual([]);
  });

  it('forget a deleted record, and an older copy does not bring it back', async () => {
    await rig.one.record([], [], [ci('n1', 1)]);
    await rig.one.record([], [], [ci('n1', 3, { deleted: true })]);
    await rig.one.record([], [], [ci('n1', 2)]);
    expect(await rig.one.context([ciKey('node/n1')])).toEqual([]);
    await rig.one.record([], [], [ci('n1', 4)]);
    expect(await rig.one.context([ciKey('node/n1')])).toHaveLength(1);
  });

  it.each([
    [2, 3],
    [3, 2],
  ])('keep the highest version when %d and %d are written at once', async (first, second) => {
    await rig.one.record([], [], [ci('n1', 1)]);
    await rig.race('select 1 from projection for update', 2, () => [
      rig.one.record([], [], [ci('n1', first, { keys: [`key ${first}`] })]),
      rig.two.record([], [], [ci('n1', second, { keys: [`key ${second}`] })]),
    ]);
    expect(await rig.query('select version from projection')).toEqual([{ version: 3 }]);
    expect(await rig.query('select key from projection_key')).toEqual([{ key: 'key 3' }]);
  });

  it('are read whole while another connection replaces them', async () => {
    const names = ['n1', 'n2', 'n3', 'n4'];
    const at = (version: number) => names.map((name) => ci(name, version, { keys: [`odd ${version % 2}`] }));
    await rig.one.record([], [], at(1));
    for (let version = 2; version < 12; version++) {
      const read = () => rig.two.context([ciKey('odd 0'), ciKey('odd 1')]);
      const [, hits] = await Promise.all([rig.one.record([], [], at(version)), read()]);
      expect(hits).toHaveLength(4);
      expect(new Set(hits.map((each) => (each.data as { version: number }).version)).size).toBe(1);
    }
  });
});
