/** No verb prints a secret: neither one that a system names by reference, nor one that somebody wrote into a file, nor that of a server. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rememberSecret } from '#libs/failures';
import { run } from './testing.ts';

const canary = 'canary-cli-4e7b90';
const root = join(import.meta.dirname, '..');
const names = ['ARCHIVE_WEBHOOK_SECRET', 'PROMETHEUS_WEBHOOK_TOKEN', 'SERVICENOW_PASSWORD', 'SECRET', 'ARCHIVE_FILES_DIR'];
const secrets = Object.fromEntries(names.map((name) => [name, `${canary}-${name}`]));
const env = {
  ...secrets,
  SERVICENOW_URL: `https://junctor:${canary}@desk.invalid`,
  ARCHIVE_WEBHOOK_URL: `https://archive.invalid/?sig=${canary}`,
  KAFKA_BROKERS: '127.0.0.1:1',
  SCHEMA_REGISTRY_URL: 'http://127.0.0.1:1',
  DATABASE_URL: `postgres://junctor:${canary}@127.0.0.1:1/junctor`,
  JUNCTOR_CONSOLE_TOKEN: `ann:${canary}-0123456789`,
};

let dir: string;
let written: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'junctor-secrets-'));
  for (const folder of ['systems', 'flows']) cpSync(join(root, folder), join(dir, folder), { recursive: true });
  written = join(dir, 'written');
  const labels = { alertname: 'Broken', severity: 'critical', cluster: 'c', namespace: 'shop' };
  const times = { startsAt: '2026-01-01T00:00:00Z', endsAt: '0001-01-01T00:00:00Z' };
  const alert = { status: 'firing', labels, annotations: {}, ...times, fingerprint: 'f' };
  writeFileSync(join(dir, 'recorded.json'), JSON.stringify({ version: '4', status: 'firing', alerts: [alert] }));
  mkdirSync(join(written, 'systems'), { recursive: true });
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const textsBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [readFileSync(join(entry.parentPath, entry.name), 'utf8')] : [],
  );

async function printed(args: readonly string[], over: NodeJS.ProcessEnv = {}): Promise<string> {
  const { out, err } = await run(args, { ...env, ...over }, null, dir);
  expect(`${out}${err}`).not.toBe('');
  return `${out}${err}`;
}

describe('secrets in the environment', () => {
  const offline: readonly (readonly string[])[] = [
    ['check', '.'],
    ['check', '.', '-o', 'json'],
    ['test', '.'],
    ['diff', '.', root],
    ['connectors'],
    ['connectors', 'rest'],
    ['explain', 'recorded.json', '--workspace', '.', '--system', 'prometheus'],
    ['explain', 'recorded.json', '--workspace', '.', '--system', 'prometheus', '-o', 'json'],
    ['docs', '.', '--out', 'pages'],
    ['docs', '.', '--out', 'pages', '--check', '-o', 'json'],
    ['systems', 'test', 'servicenow', '--workspace', '.'],
    ['systems', 'test', 'servicenow', '--workspace', '.', '-o', 'json', '--debug'],
    ['systems', 'test', 'archive-webhook', '--workspace', '.', '--debug'],
  ];
  const online: readonly (readonly string[])[] = [
    ...['doctor', 'review', 'systems', 'apply', 'flow', 'audit', 'reset'].map((verb) => [verb]),
    ['explain', 'INC0010001'],
    ['msg', 'show', 'm-1'],
    ['systems', 'show', 'servicenow'],
    ['backfill', 'servicenow'],
    ['replay', '--flow', 'prometheus-to-servicenow'],
  ];

  it.each(offline.map((args) => [args.join(' '), args] as const))('junctor %s', async (_name, args) => {
    expect(await printed(args)).not.toContain(canary);
  });

  it('the pages that were written', async () => {
    const pages = textsBelow(join(dir, 'pages'));
    expect(pages.join('\n')).toContain('env:SERVICENOW_PASSWORD');
    expect(pages.join('\n')).not.toContain(canary);
  });

  it.each(online.map((args) => [args.join(' '), args] as const))('junctor %s, whose servers are away', async (_name, args) => {
    for (const also of [[], ['-o', 'json'], ['--debug']]) expect(await printed([...args, ...also])).not.toContain(canary);
  });

  it.each([
    ['KAFKA_BROKERS', `junctor:${canary}@127.0.0.1:1`],
    ['SCHEMA_REGISTRY_URL', `http://junctor:${canary}@127.0.0.1:1`],
    ['DATABASE_URL', `postgres://junctor:${canary}/x@127.0.0.1:1/junctor`],
    ['DATABASE_URL', canary],
  ])('%s that does not fit', async (name, value) => {
    for (const verb of ['doctor', 'review', 'apply']) expect(await printed([verb, '--debug'], { [name]: value })).not.toContain(canary);
  });
});

describe('a secret that was written into a file', () => {
  const write = (connector: string, settings: object, over: object = {}): void =>
    writeFileSync(
      join(written, 'systems/desk.yaml'),
      `apiVersion: junctor.io/v1\nkind: System\nmetadata: { name: desk, title: Desk, owner: o }\nspec: ${JSON.stringify({ connector, holds: 'x', address: 'https://desk.example', settings, ...over })}\n`,
    );
  const signIn = { type: 'basic', user: 'junctor', secret: 'env:SECRET' };

  it.each<[string, object, object?]>([
    ['servicenow', { auth: signIn }, { address: `https://junctor:${canary}@desk.example` }],
    ['servicenow', { auth: signIn }, { address: `https://${canary}@desk.example` }],
    ['servicenow', { auth: signIn }, { proxy: { address: `http://junctor:${canary}@proxy.example:3128` } }],
    ['rest', { auth: { type: 'oauth2', token: `https://a:${canary}@desk.example/t`, clientId: 'a', secret: 'env:SECRET' }, models: {} }],
    ['rest', { auth: { type: 'oauth2', token: `http://a:${canary}@desk.example/t`, clientId: 'a', secret: 'env:SECRET' }, models: {} }],
    ['servicenow', { auth: { type: 'basic', user: 'junctor', secret: canary } }],
    ['standard-webhook', { secret: canary }],
    ['standard-webhook', { secret: [canary, canary] }],
    ['slack', { token: canary, channel: 'C0JUNCTOR', readers: 'team' }],
    ['pagerduty', { routingKey: canary, webhookSecrets: [canary] }],
    ['teams', { signature: canary }],
    ['alertmanager', { auth: { type: 'bearer', secret: canary } }],
    ['github', { secrets: [canary] }],
    ['jira', { auth: { type: 'basic', user: 'j@example.org', secret: canary }, project: 'OPS' }],
  ])('of %s is refused and not repeated', async (connector, settings, over = {}) => {
    write(connector, settings, over);
    for (const verb of ['check', 'docs', 'apply', 'test', 'up', 'diff']) {
      const args = verb === 'up' ? ['up', '--workspace', written] : [verb, written, ...(verb === 'diff' ? [root] : [])];
      const text = await printed(args);
      if (verb === 'check') expect(text).toContain('desk.yaml');
      expect([verb, text.includes(canary)]).toEqual([verb, false]);
    }
    expect(await printed(['systems', 'test', 'desk', '--workspace', written, '--debug'])).not.toContain(canary);
  });
});

describe('a destination that repeats what it was sent', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((request, response) => {
      response.writeHead(401, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: JSON.stringify(request.headers), detail: request.headers.authorization } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => void server.close());

  it('is tried, and quoted without the secret', async () => {
    const over = { SERVICENOW_URL: url, JUNCTOR_ALLOW_LOOPBACK: 'true' };
    const text = await printed(['systems', 'test', 'servicenow', '--workspace', '.', '-o', 'json', '--debug'], over);
    expect(text).toContain('401');
    expect(text).not.toContain(canary);
    expect(text).not.toContain(Buffer.from(`junctor:${secrets.SERVICENOW_PASSWORD}`).toString('base64'));
  });
});

it('what this process knows to be a secret is left out of everything printed', async () => {
  const named = 'folder-that-is-a-secret';
  expect(await printed(['check', join(dir, named)])).toContain(named);
  rememberSecret(named);
  expect(await printed(['check', join(dir, named)])).not.toContain(named);
});
