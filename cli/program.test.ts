import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

const testdata = join(import.meta.dirname, 'testdata');
const golden = (name: string): string => readFileSync(join(testdata, 'golden', name), 'utf8');
const nowhere = {
  KAFKA_BROKERS: '127.0.0.1:1',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
  DATABASE_URL: 'postgres://u:hidden@127.0.0.1:1/d',
};

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'junctor-cli-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('exit codes', () => {
  const cases: readonly (readonly [string, readonly string[], NodeJS.ProcessEnv, number])[] = [
    ['a good workspace', ['check', 'testdata/good'], {}, exitCodes.ok],
    ['a broken workspace', ['check', 'testdata/broken'], {}, exitCodes.failed],
    ['a folder without a workspace', ['check', 'testdata/golden'], {}, exitCodes.notFound],
    ['a flow that is not there', ['flow', 'show', 'nope', '--workspace', 'testdata/good'], {}, exitCodes.notFound],
    ['an unknown verb', ['nope'], {}, exitCodes.usage],
    ['an unknown option', ['check', '--nope'], {}, exitCodes.usage],
    ['an unknown output format', ['check', '-o', 'yaml'], {}, exitCodes.usage],
    ['a missing argument', ['msg', 'find'], {}, exitCodes.usage],
    ['a limit that is no number', ['msg', 'find', 'x', '--limit', '1e3'], {}, exitCodes.usage],
    ['an unknown stage', ['up', 'ingest', 'nope'], {}, exitCodes.usage],
    ['help', ['--help'], {}, exitCodes.ok],
    ['no servers named', ['msg', 'find', 'x', '--data', 'testdata/none'], {}, exitCodes.unreachable],
    ['servers that do not answer', ['msg', 'find', 'x'], nowhere, exitCodes.unreachable],
    ['applying what is broken', ['apply', 'testdata/broken'], nowhere, exitCodes.failed],
    ['applying what is good, dry', ['apply', 'testdata/good', '--dry-run'], {}, exitCodes.ok],
    ['resetting where nothing is', ['reset', '--data', 'testdata/none'], {}, exitCodes.ok],
    ['a doctor with servers that do not answer', ['doctor'], nowhere, exitCodes.failed],
  ];
  it.each(cases)('%s', async (_name, args, env, code) => {
    expect((await run(args, env)).code).toBe(code);
  });
});

describe('output', () => {
  it('tells every problem of a workspace with its place, what was expected and what to do', async () => {
    expect((await run(['check', 'testdata/broken'])).out).toBe(golden('check-broken.txt'));
  });

  it('tells the same problems as one JSON object', async () => {
    const { out } = await run(['check', 'testdata/broken', '-o', 'json']);
    const answer = JSON.parse(out) as { ok: boolean; errors: number; problems: { file: string; line: number; rule: string }[] };
    expect(answer.ok).toBe(false);
    expect(answer.problems).toHaveLength(answer.errors);
    expect(answer.problems.map(({ file, line, rule }) => `${file}:${line} ${rule}`)).toEqual([
      'flows/alerts-to-desk/flow.yaml:14 flow.path',
      'systems/desk.yaml:7 system.settings',
      'systems/monitoring.yaml:5 system.connector.unknown',
    ]);
  });

  it('shows a flow in plain words', async () => {
    expect((await run(['flow', 'show', 'alerts-to-desk', '--workspace', 'testdata/good'])).out).toBe(golden('flow-show.txt'));
  });

  it('lists flows of a folder', async () => {
    const { out } = await run(['flow', 'list', '--workspace', 'testdata/good', '-o', 'json']);
    expect(JSON.parse(out)).toMatchObject({
      flows: [{ name: 'alerts-to-desk', pattern: 'event-to-incident', source: { system: 'monitoring' } }],
    });
  });

  it('keeps an error to one line and a next step, never a password, and JSON on standard output', async () => {
    const { out, err } = await run(['review', 'list', '-o', 'json'], nowhere);
    expect(err.trimEnd().split('\n')).toHaveLength(2);
    expect(err + out).not.toContain('hidden');
    expect(JSON.parse(out)).toMatchObject({ ok: false, error: { code: exitCodes.unreachable } });
  });

  it('shows where an error comes from only with --debug', async () => {
    const plainly = await run(['flow', 'show', 'nope', '--workspace', 'testdata/good']);
    const debugged = await run(['flow', 'show', 'nope', '--workspace', 'testdata/good', '--debug']);
    expect(plainly.err).not.toContain('    at ');
    expect(debugged.err).toContain('    at ');
  });

  it('has examples in the help of every verb', async () => {
    const { out } = await run(['reference']);
    const verbs = out.split('\n## ').slice(1);
    expect(verbs.length).toBeGreaterThanOrEqual(10);
    expect(verbs.filter((text) => !/Examples:\n {2}\$ /.test(text))).toEqual([]);
  });

  it('names the stages', async () => {
    const { out } = await run(['up', '--list', '-o', 'json']);
    expect(JSON.parse(out)).toEqual({ stages: ['ingest', 'transform', 'enrich', 'route', 'deliver', 'state-tracker', 'console'] });
  });
});

describe('reset', () => {
  const stackFile = JSON.stringify({ password: 'p', ports: { kafka: 1 } });

  it('removes nothing without a yes, and only what the stack keeps', async () => {
    const dir = join(scratch, 'data');
    mkdirSync(join(dir, 'kafka'), { recursive: true });
    writeFileSync(join(dir, 'stack.json'), stackFile);
    writeFileSync(join(dir, 'notes.txt'), 'mine');
    expect((await run(['reset', '--data', dir])).code).toBe(exitCodes.refused);
    expect((await run(['reset', '--data', dir], {}, 'n')).code).toBe(exitCodes.refused);
    expect((await run(['reset', '--data', dir], {}, 'y')).code).toBe(exitCodes.ok);
    expect(readFileSync(join(dir, 'notes.txt'), 'utf8')).toBe('mine');
    expect((await run(['reset', '--data', dir, '--yes', '-o', 'json'])).out).toContain('"removed":false');
  });

  it('does not empty a folder in which no stack was started', async () => {
    const dir = join(scratch, 'foreign');
    mkdirSync(join(dir, 'postgres'), { recursive: true });
    writeFileSync(join(dir, 'postgres', 'data.txt'), 'mine');
    await run(['reset', '--data', dir, '--yes']);
    expect(readFileSync(join(dir, 'postgres', 'data.txt'), 'utf8')).toBe('mine');
  });
});

describe('workspace files', () => {
  it('refuses a file that is too large for a revision', async () => {
    const dir = join(scratch, 'large');
    mkdirSync(join(dir, 'systems'), { recursive: true });
    writeFileSync(join(dir, 'systems', 'large.yaml'), '#'.repeat(300_000));
    const { code, err } = await run(['check', dir]);
    expect(code).toBe(exitCodes.failed);
    expect(err).toContain('systems/large.yaml is 300000 bytes');
  });
});
