import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate spool, spool_gate');
});

const lockGates = 'select 1 from spool_gate for update';
const expire = () => rig.query(`update spool_gate set lease_until = now() - interval '1 second'`);
const drained = async (owner = 'a', store = rig.one) => (await store.drainSpool(owner, 100, 60_000))?.rows.map(({ record }) => record);

describe('appending on two connections', () => {
  it('keeps each call whole and every source in the order of its answers', async () => {
    await rig.one.spool('audit', ['first'], 0);
    await rig.race(lockGates, 2, () => [rig.one.spool('audit', ['a1', 'a2'], 0), rig.two.spool('audit', ['b1', 'b2'], 0)]);
    await rig.one.spool('audit', ['last'], 0);
    const rows = await drained();
    expect([rows?.slice(1, 3).join(), rows?.slice(3, 5).join()].sort()).toEqual(['a1,a2', 'b1,b2']);
    expect([rows?.at(0), rows?.at(-1)]).toEqual(['first', 'last']);
  });

  it('opens the gate anew when it is closed at the same moment', async () => {
    await rig.one.spool('audit', [], 0);
    await rig.query('begin');
    await rig.query('delete from spool_gate');
    const waiting = rig.two.spool('audit', ['late'], 0);
    await rig.query('commit');
    await waiting;
    expect(await rig.one.spoolOpen()).toMatchObject([{ source: 'audit', waiting: 1 }]);
    expect(await drained()).toEqual(['late']);
  });

  it('is stepped over, not closed, by whoever drains meanwhile', async () => {
    await rig.one.spool('audit', [], 0);
    await rig.query('begin');
    await rig.query(lockGates);
    await rig.query(`insert into spool (source, record) values ('audit', 'on its way')`);
    expect(await rig.two.drainSpool('b', 10, 1_000)).toBe(null);
    await rig.query('commit');
    expect(await drained('b', rig.two)).toEqual(['on its way']);
  });

  it('says how long the gate has been open, from the first call on', async () => {
    expect((await rig.one.spool('audit', ['a'], 0)).openForMs).toBeLessThan(1_000);
    await rig.query(`update spool_gate set opened_at = now() - interval '1 minute'`);
    expect((await rig.two.spool('audit', ['b'], 0)).openForMs).toBeGreaterThanOrEqual(60_000);
  });
});

describe('draining on two connections', () => {
  it('is done by one owner at a time, who goes on with its source', async () => {
    await rig.one.spool('audit', ['a', 'b'], 0);
    const both = await Promise.all([rig.one.drainSpool('one', 1, 60_000), rig.two.drainSpool('two', 1, 60_000)]);
    expect(both.filter((each) => each !== null)).toHaveLength(1);
    const owner = both[0] === null ? 'two' : 'one';
    expect(await rig.one.drainSpool('three', 10, 60_000)).toBe(null);
    expect(await drained(owner)).toEqual(['a', 'b']);
  });

  it('goes to another once the lease has run out, from the lowest that is left', async () => {
    await rig.one.spool('audit', ['a', 'b'], 0);
    const [first] = (await rig.one.drainSpool('one', 10, 60_000))?.rows ?? [];
    await rig.one.spoolDone([first?.seq ?? '']);
    await expire();
    expect(await drained('two', rig.two)).toEqual(['b']);
  });

  it('waits for what a broker may still be given, and closes only when nothing is left', async () => {
    await rig.one.spool('audit', ['a'], 60_000);
    await rig.two.spool('audit', ['b'], 0);
    expect(await drained()).toBe(undefined);
    await rig.query('update spool_gate set not_before = now()');
    const rows = (await rig.one.drainSpool('one', 10, 60_000))?.rows ?? [];
    await rig.one.spoolDone(rows.slice(0, 1).map(({ seq }) => seq));
    expect(await drained('one')).toEqual(['b']);
    await rig.one.spoolDone(rows.map(({ seq }) => seq));
    expect(await drained('one')).toEqual([]);
    expect(await rig.two.spoolOpen()).toEqual([]);
  });

  it('is in the order of the calls, over any number of them', async () => {
    const calls = Array.from({ length: 12 }, (_, n) => `${n}`);
    for (const each of calls) await rig.one.spool('audit', [each], 0);
    expect(await drained()).toEqual(calls);
  });

  it('keeps sources apart, and text as it came', async () => {
    await rig.one.spool('a\0', ['{"x":"\\u0000"}'], 0);
    await rig.one.spool('b', ['2'], 0);
    const one = await rig.one.drainSpool('one', 10, 60_000);
    const two = await rig.two.drainSpool('two', 10, 60_000);
    expect([one, two].map((each) => [each?.source, each?.rows.map(({ record }) => record)])).toEqual([
      ['a\0', ['{"x":"\\u0000"}']],
      ['b', ['2']],
    ]);
  });
});
