import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';
import { starters } from './init/starters.ts';
import { run } from './testing.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'junctor-init-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const sources = starters.filter(({ sample }) => sample !== null).map(({ connector }) => connector);
const targets = starters.filter(({ writes }) => writes.includes('incident')).map(({ connector }) => connector);
const pairs = [
  ...sources.map((source) => [source, source === 'pagerduty' ? 'jira' : 'servicenow'] as const),
  ...targets.filter((target) => target !== 'alertmanager').map((target) => ['alertmanager', target] as const),
];

describe('a first workspace', () => {
  it('can come from ten kinds of sources and go to five kinds of targets at least', () => {
    expect(sources.length).toBeGreaterThanOrEqual(10);
    expect(targets.length).toBeGreaterThanOrEqual(5);
  });

  it.each(pairs)('from %s to %s passes its own check and its own test', async (source, target) => {
    const made = await run(['init', dir, '--source', source, '--target', target, '--owner', 'shop', '-o', 'json']);
    expect(JSON.parse(made.out)).toMatchObject({ ok: true, flow: `${source}-to-${target}` });
    const checked = JSON.parse((await run(['check', dir, '-o', 'json'])).out) as { errors: number; problems: object[] };
    expect(checked.problems).toEqual([]);
    const tested = JSON.parse((await run(['test', dir, '-o', 'json'])).out) as { passed: number; failed: number };
    expect(tested).toMatchObject({ ok: true, passed: 1, failed: 0 });
  });

  it('has a test that fails when the flow does something else', async () => {
    await run(['init', dir, '--yes']);
    const path = join(dir, 'flows/alertmanager-to-servicenow/flow.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace('critical: high', 'critical: low'));
    expect((await run(['test', dir])).code).toBe(exitCodes.failed);
  });

  it('names its systems as told, and takes a second flow beside the first', async () => {
    const first = await run(['init', dir, '--source', 'cloud=aws-sns', '--target', 'tickets=jira', '--owner', 'cloud']);
    expect(first.code).toBe(exitCodes.ok);
    expect(readFileSync(join(dir, 'systems/cloud.yaml'), 'utf8')).toContain('name: cloud');
    const second = await run(['init', dir, '--source', 'grafana', '--target', 'desk=servicenow', '--owner', 'shop', '-o', 'json']);
    expect(JSON.parse(second.out)).toMatchObject({ ok: true, flow: 'grafana-to-desk' });
  });

  it('overwrites nothing', async () => {
    await run(['init', dir, '--yes']);
    const path = join(dir, 'systems/servicenow.yaml');
    writeFileSync(path, 'mine');
    const again = await run(['init', dir, '--yes']);
    expect(again.code).toBe(exitCodes.refused);
    expect(again.err).toContain('systems/servicenow.yaml');
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it('is asked for, with defaults', async () => {
    expect((await run(['init', dir], {}, '')).code).toBe(exitCodes.ok);
    expect(existsSync(join(dir, 'flows/alertmanager-to-servicenow/flow.test.yaml'))).toBe(true);
  });

  const refused: readonly (readonly [string, readonly string[], string | null, string])[] = [
    ['nobody to ask', [], null, '--source'],
    ['a source that there is not', ['--yes', '--source', 'alertmanger'], null, 'there are: alertmanager'],
    ['a target that takes no tickets', ['--yes', '--target', 'zabbix'], null, 'no target'],
    ['a name that is none', ['--yes', '--source', 'My Cloud=aws-sns'], null, 'lower-case'],
    ['two systems of one name', ['--yes', '--source', 'pagerduty', '--target', 'pagerduty'], null, 'both systems'],
    ['wrong answers without end', [], 'nonsense', 'no source'],
  ];
  it.each(refused)('is refused: %s', async (_name, args, answer, words) => {
    const { code, err } = await run(['init', dir, ...args], {}, answer);
    expect(code).toBe(exitCodes.usage);
    expect(err).toContain(words);
    expect(existsSync(join(dir, 'systems'))).toBe(false);
  });
});
