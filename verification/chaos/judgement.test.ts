import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditRows } from '#verification/data';
import type { LineUp } from '#verification/demo';
import { createJudge } from './judgement.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'judgement-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const first = [...auditRows({ seed: 1, rows: 1 })][0];
if (first === undefined) throw new Error('the generator has no rows');
const row = (version: number): Record<string, string | undefined> => ({
  ...first,
  number: 'INC1',
  incident_state: 'Active',
  sys_mod_count: String(version),
});
const rows = [row(0), row(1), row(2)];

interface Call {
  readonly id: string;
  readonly version: number;
  readonly withheld?: boolean;
}
const good: readonly Call[] = [0, 1, 2].map((version) => ({ id: `m${version}`, version }));

const jsonLines = (items: readonly object[]): string => items.map((item) => `${JSON.stringify(item)}\n`).join('');

/** What a judge says of a run in which three versions of one incident were accepted and these calls arrived. */
async function judged(calls: readonly Call[], parked: readonly object[] = []) {
  const at = (name: string): string => join(dir, name);
  const columns = Object.keys(row(0));
  const csv = [columns, ...rows.map((each) => columns.map((column) => each[column] ?? ''))].map((cells) => cells.join(','));
  writeFileSync(at('audit.csv'), `${csv.join('\n')}\n`);
  writeFileSync(at('alerts.jsonl'), '');
  writeFileSync(at('rows.jsonl'), jsonLines(rows.map((_each, version) => ({ at: version, key: 'INC1', version }))));
  const line = (call: Call, seq: number): object => ({
    seq,
    at: 1_000 + seq,
    webhookId: call.id,
    key: 'INC1',
    withheld: call.withheld ?? false,
    data: { number: 'INC1', extra: { version: String(call.version) } },
  });
  writeFileSync(at('webhook.jsonl'), jsonLines(calls.map(line)));
  writeFileSync(at('faults.jsonl'), '');
  const destinations = { servicenowLog: at('servicenow.jsonl'), webhookLog: at('webhook.jsonl'), filesDir: at('files') };
  const store = { list: async () => parked };
  const sent = {
    acceptedAlerts: at('alerts.jsonl'),
    acceptedRows: at('rows.jsonl'),
    auditLog: at('audit.csv'),
    posts: 0,
    rows: rows.length,
  };
  const judge = createJudge({ destinations, store } as unknown as LineUp, sent, at('faults.jsonl'));
  const { findings, ...counts } = await judge.judge();
  // The folder of files is not forged: its one missing file is there in every case.
  expect(findings).toContain('file missing: INC1');
  return { ...counts, lost: counts.lost - 1 };
}

const held = { lost: 0, duplicated: 0, reordered: 0, possibleDuplicates: 0, explained: 0, messages: 3 };

describe('a forged journal', () => {
  it('is clean when every version arrived once and in order', async () => {
    expect(await judged(good)).toMatchObject(held);
  });

  it('shows a loss', async () => {
    expect(await judged(good.slice(0, 2))).toMatchObject({ ...held, lost: 1 });
  });

  it('shows a message that came twice, and no reason why', async () => {
    expect(await judged([...good, ...good.slice(2)])).toMatchObject({ ...held, duplicated: 1, possibleDuplicates: 1 });
  });

  it('shows a repeat that its first answer explains, as such', async () => {
    const [a, b, c] = good;
    expect(await judged([a, b, { ...c, withheld: true }, c] as Call[])).toMatchObject({ ...held, possibleDuplicates: 1, explained: 1 });
  });

  it('shows two versions in the wrong order', async () => {
    const [a, b, c] = good;
    const { reordered } = await judged([a, c, b] as Call[]);
    expect(reordered).toBeGreaterThan(0);
  });

  it('shows a record in the review queue that nobody meant to be there', async () => {
    const parked = [{ record: 'INC1', reason: 'why', excerpt: null, code: 'invalid', stage: 'transform' }];
    expect(await judged(good, parked)).toMatchObject({ ...held, lost: 1 });
  });
});
