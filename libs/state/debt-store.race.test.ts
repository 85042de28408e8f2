import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ContextDebt } from './debt-contract.ts';
import { openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());
beforeEach(async () => {
  await rig.query('truncate context_debt');
});

const day = 86_400_000;
const debt = (record: string, version = 1, offset = version): ContextDebt => ({
  system: 'prom',
  record,
  version,
  keys: ['node/a', 'node/\0'],
  topic: 'junctor.canonical.event.v1',
  partition: 1,
  offset,
});
const turn = () => rig.query(`update context_debt set due_at = now()`);
const due = async (store = rig.one) => (await store.dueContext(100, day)).map(({ record, version }) => `${record} ${version}`).sort();
const lockRows = 'select 1 from context_debt for update';

describe('context that is owed', () => {
  it('comes back whole when its turn has come', async () => {
    await rig.one.oweContext([debt('r')]);
    expect(await due()).toEqual([]);
    await turn();
    expect(await rig.one.dueContext(10, day)).toEqual([{ ...debt('r'), ageMs: expect.any(Number) }]);
    expect(await due()).toEqual([]);
  });

  it.each([
    ['one after the other', [debt('r', 2), debt('r', 1)]],
    ['in one batch', [debt('r', 1), debt('r', 2), debt('r', 1)]],
  ])('is that of the newest version, %s', async (_, debts) => {
    if (debts.length === 2) for (const each of debts) await rig.one.oweContext([each]);
    else await rig.one.oweContext(debts);
    await turn();
    expect(await due()).toEqual(['r 2']);
  });

  it('is that of the newest version when two write at once', async () => {
    await rig.one.oweContext([debt('r', 1), debt('s', 1)]);
    await rig.race(lockRows, 2, () => [rig.one.oweContext([debt('s', 3), debt('r', 2)]), rig.two.oweContext([debt('r', 3), debt('s', 2)])]);
    await turn();
    expect(await due()).toEqual(['r 3', 's 3']);
  });

  it('is never given to two at once', async () => {
    await rig.one.oweContext(Array.from({ length: 200 }, (_, n) => debt(`r${n}`)));
    await turn();
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? rig.one : rig.two)).map((store) => store.dueContext(30, day)),
    );
    const records = all.flat().map(({ record }) => record);
    expect(new Set(records).size).toBe(records.length);
    expect(records.length).toBe(200);
  });

  it('stays owed for a newer version when an older one is paid at the same moment', async () => {
    await rig.one.oweContext([debt('r', 1)]);
    await rig.race(lockRows, 2, () => [rig.one.contextPaid([debt('r', 1)]), rig.two.oweContext([debt('r', 2)])]);
    await turn();
    expect(await due()).toEqual(['r 2']);
    await rig.two.contextPaid([debt('r', 2)]);
    await turn();
    expect(await due()).toEqual([]);
  });

  it('is given up when it is too old', async () => {
    await rig.one.oweContext([debt('old'), debt('young')]);
    await rig.query(`update context_debt set owed_since = now() - interval '25 hours' where record = 'old'`);
    await turn();
    expect(await due()).toEqual(['young 1']);
    expect(await rig.query('select record from context_debt')).toEqual([{ record: 'young' }]);
  });

  it('is asked for less and less often', async () => {
    await rig.one.oweContext([debt('new'), debt('old')]);
    await rig.query(`update context_debt set owed_since = now() - interval '10 hours' where record = 'old'`);
    await turn();
    await due();
    const rows = await rig.query<{ record: string; s: number }>(
      'select record, round(extract(epoch from due_at - now()))::int as s from context_debt order by record',
    );
    expect(rows[0]?.s).toBeLessThanOrEqual(2);
    expect(rows[1]?.s).toBeGreaterThan(50);
  });
});
