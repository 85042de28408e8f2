import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

let dir: string;
const recorded = (): string => join(dir, 'flows/alertmanager-to-servicenow/recorded.json');
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'junctor-explain-'));
  await run(['init', dir, '--yes']);
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('tells for a recorded call which flow takes it, what names the ticket, which rule decides, and where each field comes from', async () => {
  const { code, out } = await run(['explain', recorded(), '--workspace', dir]);
  expect(code).toBe(exitCodes.ok);
  for (const words of [
    'flow alertmanager-to-servicenow took',
    "because: event.severity != 'info'",
    'named by name, resource',
    'rule otherwise: matched',
  ])
    expect(out).toContain(words);
  expect(out).toMatch(/impact +high +severity through level +How much is affected/);
  expect(out).toMatch(/status +new +the episode/);
});

it('tells what would wait for a person', async () => {
  const path = join(dir, 'unknown.json');
  const alert = {
    status: 'firing',
    labels: { alertname: 'A', severity: 'page' },
    annotations: {},
    startsAt: '2026-01-01T00:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f',
  };
  writeFileSync(path, JSON.stringify({ version: '4', status: 'firing', alerts: [alert] }));
  expect((await run(['explain', path, '--workspace', dir])).out).toContain('would wait for a person (unknown-value)');
});

it('asks which system a call came from only where that is open, and refuses one that is not there', async () => {
  expect((await run(['explain', recorded(), '--workspace', dir, '--system', 'nope'])).code).toBe(exitCodes.notFound);
  expect((await run(['explain', 'INC0000000', '--data', 'testdata/none'])).code).toBe(exitCodes.unreachable);
});
