/** Journal fields: every write adds an entry; stored they are empty, displayed they are all entries; a restart keeps them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { type ServiceNowSimulator, startServiceNow } from './server.ts';

const folder = mkdtempSync(join(tmpdir(), 'journal-'));
afterAll(() => rmSync(folder, { recursive: true }));

const headers = { authorization: `Basic ${Buffer.from('junctor:junctor').toString('base64')}` };
type Row = Readonly<Record<string, string>>;

async function ask<T>(simulator: ServiceNowSimulator, method: string, path: string, body?: object): Promise<T> {
  const init = { method, headers, ...(body && { body: JSON.stringify(body) }) };
  return ((await (await fetch(`${simulator.url}/api/now/v2/table/${path}`, init)).json()) as { result: T }).result;
}

it('work notes and comments', async () => {
  const log = join(folder, 'journal.jsonl');
  const first = await startServiceNow({ log });
  const { sys_id: id } = await ask<Row>(first, 'POST', 'incident', { short_description: 'x', work_notes: 'one' });
  const changed = await ask<Row>(first, 'PATCH', `incident/${id}`, { work_notes: 'two', comments: 'three' });
  expect(changed).toMatchObject({ work_notes: '', comments: '', sys_mod_count: '1' });
  expect(await ask<Row>(first, 'PATCH', `incident/${id}`, { work_notes: '' })).toMatchObject({ sys_mod_count: '1' });
  await first.close();

  const second = await startServiceNow({ log });
  try {
    const rows = await ask<readonly Row[]>(second, 'GET', `sys_journal_field?sysparm_query=element_id=${id}^element=work_notes`);
    expect(rows.map(({ value, name }) => [name, value])).toEqual([
      ['incident', 'one'],
      ['incident', 'two'],
    ]);
    const shown = await ask<Row>(second, 'GET', `incident/${id}?sysparm_display_value=true&sysparm_fields=work_notes,comments`);
    expect(shown.work_notes).toMatch(/^[\d: -]+ - junctor\ntwo\n\n[\d: -]+ - junctor\none\n\n$/);
    expect(shown.comments).toContain('three');
    expect(await ask<Row>(second, 'GET', `incident/${id}`)).toMatchObject({ work_notes: '', short_description: 'x' });
  } finally {
    await second.close();
  }
});
