import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AuditHead, createAuditCheck } from './audit-chain.ts';
import { openRig, type Rig } from './store.rig.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await openRig();
});
afterAll(async () => rig.close());

const tamper = async (sql: string): Promise<void> => {
  await rig.query('alter table audit_entry disable trigger user');
  await rig.query(sql);
  await rig.query('alter table audit_entry enable trigger user');
};
beforeEach(() => tamper('truncate audit_entry'));

const entry = (n: number) => ({ actor: `actor ${n} \0`, action: 'a', subject: 's', reason: 'r', detail: `{"n":${n}}` });

async function check(kept: AuditHead | null = null) {
  const chain = createAuditCheck(kept);
  for (let after = 0; ; ) {
    const entries = await rig.one.auditEntries(after, 7);
    chain.next(entries);
    const last = entries.at(-1);
    if (last === undefined) return chain.end();
    after = last.seq;
  }
}

describe('the audit chain', () => {
  it('is one chain, whoever writes: 100 writers on two connections', async () => {
    await Promise.all(Array.from({ length: 100 }, (_, n) => (n % 2 ? rig.one : rig.two).appendAudit(entry(n))));
    const { findings, head } = await check();
    expect(findings).toEqual([]);
    expect(head.seq).toBe(100);
  });

  it('takes no update and no delete', async () => {
    await rig.one.appendAudit(entry(1));
    for (const sql of [`update audit_entry set actor = 'x'`, 'delete from audit_entry', 'truncate audit_entry'])
      await expect(rig.query(sql)).rejects.toThrow('never changed');
  });

  it.each([
    ['an edited actor', `update audit_entry set actor = 'mallory' where seq = 5`],
    ['an edited time', `update audit_entry set at = at + 1 where seq = 5`],
    ['an edited detail', `update audit_entry set detail = '{}' where seq = 5`],
    ['an edited hash', `update audit_entry set hash = repeat('a', 64) where seq = 5`],
    ['a deleted row', 'delete from audit_entry where seq = 5'],
    ['a deleted row, the rest renumbered', 'delete from audit_entry where seq = 5; update audit_entry set seq = seq - 1 where seq > 5'],
    ['a deleted beginning', 'delete from audit_entry where seq < 3'],
    [
      'two rows that changed places',
      'update audit_entry set seq = 99 where seq = 5; update audit_entry set seq = 5 where seq = 6; update audit_entry set seq = 6 where seq = 99',
    ],
    ['a cut tail', 'delete from audit_entry where seq > 7'],
    ['an empty table', 'delete from audit_entry'],
  ])('shows %s', async (_, sql) => {
    for (let n = 0; n < 10; n++) await rig.one.appendAudit(entry(n));
    const { head } = await check();
    expect((await check(head)).findings).toEqual([]);
    await tamper(sql);
    expect((await check(head)).findings).not.toEqual([]);
  });

  it('goes on behind a kept head', async () => {
    await rig.one.appendAudit(entry(1));
    const { head } = await check();
    await rig.one.appendAudit(entry(2));
    expect(await check(head)).toMatchObject({ findings: [], head: { seq: 2 } });
    expect((await check({ ...head, hash: '0'.repeat(64) })).findings).toMatchObject([{ seq: 1 }]);
  });
});
