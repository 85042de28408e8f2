import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { connector } from '#connectors/cmdb-feed';
import { buildCmdb, CMDB_FILE, cmdbText, readCmdb } from './cmdb.ts';

it('the committed CMDB is what the recording gives', async () => {
  expect(readFileSync(CMDB_FILE, 'utf8')).toBe(cmdbText(await buildCmdb()));
});

it('fits the recording: 157 nodes, 12 namespaces on 3 clusters, some without a team', () => {
  const cmdb = readCmdb();
  expect(cmdb.filter((ci) => ci.class === 'compute')).toHaveLength(157);
  expect(cmdb.filter((ci) => ci.class === 'service')).toHaveLength(36);
  expect(cmdb.filter((ci) => ci.supportGroup === null).map((ci) => ci.service)).toEqual([
    'hr-portal',
    'mail',
    'hr-portal',
    'mail',
    'hr-portal',
    'mail',
  ]);
  expect(new Set(cmdb.flatMap((ci) => ci.keys)).size).toBe(193);
});

it('is understood by the CMDB connector, all of it', () => {
  for (const record of readCmdb()) {
    const body = Buffer.from(JSON.stringify(record));
    const event = connector.topic?.parse(record.id, body, {}, {})[0];
    expect(event).toMatchObject({ record: record.id, defect: null });
    expect(connector.maps?.['cmdb-feed/ci']?.(body, {}, {})).toMatchObject({ kind: 'mapped', value: { name: record.name } });
  }
});
