/** Both directions at an SFTP server. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import ssh2 from 'ssh2';
import {
  type ConnectContext,
  type Destination,
  failureOf,
  launchSimulator,
  type Poller,
  type RunningSimulator,
  rehearsedCall,
} from '#libs/connector-kit';
import { connector } from './index.ts';

const keys = ssh2.utils.generateKeyPairSync('ed25519');
const folder = mkdtempSync(join(tmpdir(), 'sftp-'));
let simulator: RunningSimulator;
let state: { address: string; hostKey: string };
beforeAll(async () => {
  for (const name of ['in', 'out']) mkdirSync(join(folder, name));
  simulator = await launchSimulator('sftp', ['--folder', folder, '--password', 'canary-42', '--key', keys.public]);
  state = (await simulator.control('state')) as typeof state;
});
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  await simulator.control('faults', { authExpired: false, fail: null, down: null });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const settings = (sftp: object = {}) => ({
  folder: '/in',
  models: { account: { format: 'csv', control: 'sha256', columns: [{ name: 'NO', from: 'number' }] } },
  take: { folder: '/out', pattern: '*.csv', format: 'csv', model: 'account', record: ['number'], columns: [{ name: 'NO', to: 'number' }] },
  sftp: { hostKey: state.hostKey, user: 'junctor', auth: { type: 'password', secret: 'env:X' }, ...sftp },
});
const contextOf = (more: Partial<ConnectContext> = {}): ConnectContext => ({
  system: 'erp',
  address: state.address,
  secret: () => 'canary-42',
  callTimeoutMs: 5_000,
  allowLoopback: true,
  ...more,
});

function destination(sftp: object = {}, more: Partial<ConnectContext> = {}): Destination {
  const made = connector.connect?.(connector.settings.parse(settings(sftp)), contextOf(more));
  if (made === undefined) throw new Error('no destination');
  open.push(made);
  return made;
}
function poller(): Poller {
  const made = connector.poll?.(connector.settings.parse(settings()), contextOf());
  if (made === undefined) throw new Error('no poller');
  open.push(made);
  return made;
}
const drop = (to: Destination, delivery = 'd-1') =>
  to.objects.account?.createRecord('A', { number: 'A' }, rehearsedCall(delivery)) ?? Promise.reject(new Error('no accounts'));
const shown = () =>
  readdirSync(join(folder, 'in'))
    .filter((name) => !name.startsWith('.'))
    .sort();

describe('files dropped', () => {
  it('are shown whole, once a delivery', async () => {
    await drop(destination());
    await drop(destination());
    expect(shown()).toEqual([expect.stringMatching(/^A-.*\.csv$/), expect.stringMatching(/^A-.*\.csv\.sha256$/)]);
  });

  it('nothing is said to a server with another host key', async () => {
    const other = `SHA256:${'A'.repeat(43)}`;
    expect(await failureOf(drop(destination({ hostKey: other }), 'd-2'))).toMatchObject({
      class: 'down',
      scope: 'system',
      evidence: { message: expect.stringContaining(state.hostKey), expected: other },
    });
    expect(await simulator.control('counters')).toMatchObject({ refused: 0 });
  });

  it('a password that is not accepted is one, and is shown to nobody', async () => {
    const failure = await failureOf(drop(destination({}, { secret: () => 'canary-wrong' }), 'd-3'));
    expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    expect(JSON.stringify(failure)).not.toContain('canary-wrong');
  });

  describe('signed in by a private key', () => {
    const byKey = { auth: { type: 'key', secret: 'env:X' } };
    const generated = ssh2.utils.generateKeyPairSync;

    it('are shown like any others', async () => {
      const before = shown().length;
      await drop(destination(byKey, { secret: () => keys.private.trim() }), 'd-key');
      expect(shown()).toHaveLength(before + 2);
    });

    it.each<[string, string]>([
      ['another ed25519 key', generated('ed25519').private],
      ['a key of another kind', generated('ecdsa', { bits: 256 }).private],
    ])('%s is refused by the server, and the credential is held', async (_name, key) => {
      const { refused } = (await simulator.control('counters')) as { refused: number };
      const before = shown().length;
      const failure = await failureOf(drop(destination(byKey, { secret: () => key }), 'd-key-2'));
      expect(failure).toMatchObject({ class: 'auth', scope: 'credential', evidence: { message: expect.stringMatching(/did not accept/) } });
      expect(await simulator.control('counters')).toMatchObject({ refused: refused + 1 });
      expect(shown()).toHaveLength(before);
    });

    it('that the server does not let in any more, is refused as well', async () => {
      await simulator.control('faults', { authExpired: true });
      const failure = await failureOf(drop(destination(byKey, { secret: () => keys.private }), 'd-key-3'));
      expect(failure).toMatchObject({ class: 'auth', scope: 'credential' });
    });

    it.each<[string, string]>([
      ['its public half', keys.public],
      ['one behind a passphrase', generated('ed25519', { passphrase: 'canary-pass', cipher: 'aes256-cbc', rounds: 16 }).private],
      ['one cut short', `${keys.private.slice(0, 120)}\n-----END OPENSSH PRIVATE KEY-----`],
      ['a password', 'canary-42'],
    ])('%s is no key, which is said without it', async (_name, key) => {
      const failure = await failureOf(drop(destination(byKey, { secret: () => key }), 'd-key-4'));
      expect(failure).toMatchObject({
        class: 'auth',
        scope: 'credential',
        evidence: { message: expect.stringContaining('private key cannot be used'), hint: expect.stringContaining('passphrase') },
      });
      for (const part of [key.slice(40, 80), 'canary']) expect(part !== '' && JSON.stringify(failure).includes(part)).toBe(false);
    });
  });

  it.each<[string, object]>([
    ['a refused change', { fail: { status: 500, count: 1 } }],
    ['a connection cut half-way', { down: { kind: 'reset', count: 1 } }],
  ])('%s holds the system, and the next try shows the file once', async (_name, fault) => {
    const to = destination();
    const before = shown().length;
    await simulator.control('faults', fault);
    expect(await failureOf(drop(to, `d-${_name}`))).toMatchObject({ class: 'down', scope: 'system' });
    await drop(to, `d-${_name}`);
    expect(shown()).toHaveLength(before + 2);
  });

  it.each(['https://files.example.org', 'sftp://', 'sftp://u:p@files.example.org', 'sftp://169.254.169.254', 'sftp://10.0.0.1'])(
    '%s is refused',
    async (address) =>
      expect(await failureOf(drop(destination({}, { address }), 'd-4'))).toMatchObject({ class: 'invalid', scope: 'system' }),
  );
  it('loopback has to be allowed', async () => {
    const failure = await failureOf(drop(destination({}, { allowLoopback: false }), 'd-5'));
    expect(failure?.evidence.message).toMatch(/loopback/);
  });
  it('a host key is written down, or nothing is spoken', () => {
    const { sftp, ...rest } = settings();
    expect(connector.settings.safeParse({ ...rest, sftp: { user: sftp.user, auth: sftp.auth } }).success).toBe(false);
  });
});

it('files taken go to done once they are safe', async () => {
  const path = join(folder, 'out', 'a.csv');
  writeFileSync(path, 'NO\nA\nB\n');
  utimesSync(path, 1_700_000_000, 1_700_000_000);
  const from = poller();
  const { signal } = new AbortController();
  const first = await from.changedSince(0, null, signal);
  expect(first.events.map(({ record }) => record)).toEqual(['A', 'B']);
  expect(readdirSync(join(folder, 'out'))).toEqual(['a.csv']);
  expect(await from.changedSince(0, first.next, signal)).toEqual({ events: [], next: null });
  expect(readdirSync(join(folder, 'out'))).toEqual(['done']);
});
