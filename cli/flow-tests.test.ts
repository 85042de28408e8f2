import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { run as junctor } from './testing.ts';

const root = resolve(import.meta.dirname, '..');
const testFile = 'flows/prometheus-to-servicenow/flow.test.yaml';
let dir: string;
let text: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'junctor-flow-tests-'));
  for (const folder of ['systems', 'flows']) cpSync(join(root, folder), join(dir, folder), { recursive: true });
  text = readFileSync(join(dir, testFile), 'utf8');
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Report {
  readonly ok: boolean;
  readonly flows: readonly {
    readonly cases: readonly { readonly name: string; readonly differences: readonly string[] }[];
    readonly problems: readonly { readonly message: string; readonly line: number }[];
    readonly untouchedRows: readonly string[];
    readonly untouchedRules: readonly string[];
  }[];
}

/** Runs the test with its text changed. */
async function run(from: string | RegExp, to: string): Promise<{ code: number | null; report: Report; wrong: readonly string[] }> {
  const changed = text.replace(from, to);
  if (from !== '') expect(changed).not.toBe(text);
  writeFileSync(join(dir, testFile), changed);
  const { code, out } = await junctor(['test', dir, '--flow', 'prometheus-to-servicenow', '-o', 'json']);
  const report = JSON.parse(out) as Report;
  return { code, report, wrong: report.flows.flatMap(({ cases }) => cases.flatMap(({ differences }) => differences)) };
}

describe('junctor test', () => {
  it('holds for the example of models of its own', async () => {
    const { code, out } = await junctor(['test', join(root, 'docs/how-to/own-models'), '-o', 'json']);
    const { ok, flows } = JSON.parse(out) as Report;
    expect([code, ok, flows.map(({ cases }) => cases.length)]).toEqual([0, true, [3, 4]]);
  });

  it('holds for the demo workspace, and every row and rule is used', async () => {
    const { code, report, wrong } = await run('', '');
    expect(wrong).toEqual([]);
    expect(code).toBe(0);
    expect(report.flows).toMatchObject([{ untouchedRows: [], untouchedRules: [], problems: [] }]);
  });

  it.each([
    ['a field', 'group: Search Team,', 'group: Other Team,', 'delivery 1, group: expected "Other Team", was "Search Team"'],
    ['the rule', 'rule: owning-team', 'rule: node', 'delivery 1, rule: expected "node", was "owning-team"'],
    ['a repeat', 'unchanged: 1', 'unchanged: 0', 'the case, unchanged: expected 0, was 1'],
    ['what is said', 'Over: the last', 'Never: the last', 'text 1, text: expected "Never: the last alert of PaymentsDown'],
    ['a text too many', /texts: .*/, 'texts: []', 'text 1 was not expected'],
    ['what is parked', 'code: unknown-value', 'code: other', 'nothing was parked with code other'],
    ['a ticket too many', /deliveries:\n.*rule: node.*\n.*rule: otherwise.*\n/, 'deliveries: []\n', 'delivery 1 was not expected'],
    ['context that does not fit', 'criticality: operational', 'criticality: medium', 'the context given does not fit its model'],
  ])('fails and says so when %s is not as expected', async (_, from, to, message) => {
    const { code, wrong } = await run(from, to);
    expect(wrong.join('\n')).toContain(message);
    expect(code).toBe(1);
  });

  it('names what no case touched', async () => {
    const { report } = await run(/ {4}- name: nodes belong[\s\S]*?(?= {4}- name: information)/, '');
    expect(report.flows).toMatchObject([{ untouchedRules: ['node', 'otherwise'] }]);
  });

  it('says where a test file is wrong', async () => {
    const { code, report } = await run('unchanged: 1', 'unchagned: 1');
    expect(code).toBe(1);
    expect(report.flows[0]?.problems).toMatchObject([{ message: "unknown field 'unchagned'", line: expect.any(Number) }]);
  });

  it('refuses a file outside the folder of the flow', async () => {
    writeFileSync(join(dir, testFile), text.replace(/body: \*paymentsDown/g, 'file: ../../systems/servicenow.yaml'));
    const { code, err } = await junctor(['test', dir]);
    expect(code).toBe(1);
    expect(err).toContain('lies outside the folder of the flow');
  });
});
