import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { COLUMNS } from '#connectors/itsm-audit-log';
import { auditRows, writeAuditLog } from './audit-log.ts';
import { readAuditRows } from './audit-rows.ts';

const folder = mkdtempSync(join(tmpdir(), 'junctor-audit-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function textOf(seed: number, rows: number): Promise<string> {
  let text = '';
  for await (const chunk of writeAuditLog({ seed, rows })) text += chunk;
  return text;
}

async function collect(name: string, content: string | Buffer, limit?: number) {
  const path = join(folder, name);
  writeFileSync(path, content);
  const rows = [];
  for await (const row of readAuditRows(path, limit)) rows.push(row);
  return rows;
}

describe('writeAuditLog', () => {
  it('is the same for the same seed and another for another', async () => {
    expect(await textOf(1, 200)).toBe(await textOf(1, 200));
    expect(await textOf(1, 200)).not.toBe(await textOf(2, 200));
  });

  it('has 36 columns and the rows asked for', async () => {
    const lines = (await textOf(3, 100)).trimEnd().split('\n');
    expect(lines).toHaveLength(101);
    expect(new Set(lines.map((line) => line.split(',').length))).toEqual(new Set([36]));
  });

  it('has every quirk', () => {
    const rows = [...auditRows({ seed: 5, rows: 20_000 })];
    const seen = new Map<string, { count: number; at: number; text: string }>();
    const quirks = { unknown: 0, back: 0, twice: 0, repeated: 0, skipped: 0, fell: 0, blanks: 0, missing: 0 };
    for (const row of rows) {
      const { number = '', sys_mod_count = '', sys_updated_at = '' } = row;
      const [day = 0, month = 0, year = 0, hour = 0, minute = 0] = sys_updated_at.split(/[/ :]/).map(Number);
      const now = { count: Number(sys_mod_count), at: Date.UTC(year, month - 1, day, hour, minute), text: JSON.stringify(row) };
      const before = seen.get(number);
      if (row.incident_state === '-100') quirks.unknown++;
      if (row.opened_by?.includes('  ')) quirks.blanks++;
      if (Object.values(row).includes('?')) quirks.missing++;
      if (before !== undefined) {
        if (now.text === before.text) quirks.twice++;
        else if (now.count === before.count) quirks.repeated++;
        if (now.count > before.count + 1) quirks.skipped++;
        if (now.count < before.count) quirks.fell++;
        if (now.at < before.at) quirks.back++;
      }
      seen.set(number, now);
    }
    for (const [quirk, times] of Object.entries(quirks)) expect([quirk, times > 0]).toEqual([quirk, true]);
    expect(quirks.unknown).toBeLessThan(20);
  });
});

describe('readAuditRows', () => {
  it('reads what was written, packed or not', async () => {
    const text = await textOf(4, 50);
    const expected = [...auditRows({ seed: 4, rows: 50 })];
    for (const rows of [await collect('a.csv', text), await collect('a.csv.gz', gzipSync(text))]) {
      expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 50 }, (_, i) => i + 2));
      expect(rows.map(({ row }) => row.number)).toEqual(expected.map((row) => row.number));
    }
    expect(await collect('b.csv', text, 7)).toHaveLength(7);
  });

  const header = COLUMNS.join(',');
  const good = COLUMNS.map(() => 'x').join(',');
  it.each([
    ['an empty file', '', 'the file is empty'],
    ['another header', 'a,b\n1,2\n', 'row 1: columns are missing: number, incident_state'],
    ['a cell too few', `${header}\n${good}\nx,y\n`, 'row 3: 2 cells, 36 were expected'],
    ['a cell too many', `${header}\n${good},z\n`, 'row 2: 37 cells, 36 were expected'],
    ['an open quote', `${header}\n${good}\n"x,y\n`, 'row 3'],
  ])('refuses %s', async (_name, text, message) => {
    await expect(collect('bad.csv', text)).rejects.toThrow(message);
  });

  it('refuses a file that is not there, and one that is not packed', async () => {
    await expect(readAuditRows(join(folder, 'none.csv')).next()).rejects.toThrow('ENOENT');
    await expect(collect('c.csv.gz', 'plain')).rejects.toThrow('incorrect header check');
  });
});
