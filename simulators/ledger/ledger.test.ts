/** What this help desk does, one test a habit. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RunningServer } from '#simulators/kit';
import { startLedger } from './server.ts';

let simulator: RunningServer;
beforeAll(async () => {
  simulator = await startLedger();
});
afterAll(() => simulator.close());

const headers = { 'x-ledger-key': 'junctor' };
const post = async (path: string, fields: Record<string, string>) =>
  (await fetch(`${simulator.url}/entry/${path}`, { method: 'POST', headers, body: new URLSearchParams(fields) })).text();
const get = async (path: string, key = 'junctor') =>
  (await fetch(`${simulator.url}/entry/${path}`, { headers: { 'x-ledger-key': key } })).text();

describe('200 whatever became of it', () => {
  it.each([
    ['an entry without a subject', 'add', { text: 'x' }, '12'],
    ['a field nobody knows', 'add', { subject: 'x', title: 'y' }, '15'],
    ['a state nobody has', 'add', { subject: 'x', state: 'open' }, '14'],
    ['an entry that is not there', 'set', { id: '999', state: '4' }, '20'],
  ])('%s', async (_name, path, fields, code) => {
    expect(await post(path, fields)).toContain(`<reply status="error" code="${code}">`);
  });
  it('another key', async () => expect(await get('list?xref=x', 'other')).toContain('code="10"'));
});

it('adds, changes, remarks, and finds by reference in pages', async () => {
  for (let i = 0; i < 3; i += 1)
    expect(await post('add', { subject: `A & <b> ${i}`, text: 'x]]>y', xref: 'ref 1' })).toContain('A &amp; &lt;b&gt;');
  const page = await get(`list?xref=${encodeURIComponent('ref 1')}&start=2&count=2`);
  expect(page).toContain('<list total="3" start="2">');
  expect(page.match(/<entry /g)).toHaveLength(1);
  const id = /<entry id="(\d+)"/.exec(page)?.[1] ?? '';
  expect(await post('set', { id, state: '4' })).toContain('<state>4</state>');
  expect(await post('remark', { id, text: 'Looked at' })).toContain('>Looked at</remark>');
  expect(await get('list?xref=none')).toContain('total="0"');
});

it('says what changed since a second', async () => {
  const [, changed = ''] = /<changed>([^<]+)</.exec(await post('add', { subject: 'Late' })) ?? [];
  expect(await get(`changed?since=${encodeURIComponent(changed)}&count=25`)).toContain('Late');
  expect(await get('changed?since=2999-01-01 00:00:00')).toContain('total="0"');
});
