import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Admin } from '@platformatic/kafka';
import { Client } from 'pg';
import { resetStack, type Stack, startStack } from './index.ts';
import { isAlive, startTimeOf } from './owner.ts';

const root = mkdtempSync(join(tmpdir(), 'junctor-stack-test-'));
// As root, Postgres runs as another user, who must be able to enter.
chmodSync(root, 0o755);
const running: Stack[] = [];
const limit = 120_000;

async function started(dataDir: string, options: Omit<Parameters<typeof startStack>[0], 'dataDir'> = {}): Promise<Stack> {
  const stack = await startStack({ dataDir: join(root, dataDir), ...options });
  running.push(stack);
  return stack;
}

async function onKafka<T>(brokers: readonly string[], ask: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: [...brokers], retries: 3 });
  try {
    return await ask(admin);
  } finally {
    await admin.close();
  }
}

async function sql(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function register(registryUrl: string, subject: string): Promise<unknown> {
  const answer = await fetch(`${registryUrl}/subjects/${subject}/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ schema: JSON.stringify({ type: 'record', name: subject, fields: [{ name: 'a', type: 'string' }] }) }),
  });
  return await answer.json();
}

afterEach(async () => {
  for (const stack of running.splice(0)) await stack.stop();
}, limit);

afterAll(() => rmSync(root, { recursive: true, force: true }));

describe('a whole stack', () => {
  let first: { addresses: unknown; schema: unknown };

  beforeAll(async () => {
    const stack = await started('whole', { partitions: 3 });
    await onKafka(stack.kafkaBrokers, (admin) => admin.createTopics({ topics: ['kept'] }));
    await sql(stack.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    first = { addresses: [stack.kafkaBrokers, stack.registryUrl, stack.databaseUrl], schema: await register(stack.registryUrl, 'kept') };
    await stack.stop();
  }, limit);

  it(
    'keeps addresses, topics, tables and schema ids over a restart, and every part survives kill -9',
    async () => {
      const stack = await started('whole');
      expect([stack.kafkaBrokers, stack.registryUrl, stack.databaseUrl]).toEqual(first.addresses);
      const kept = async (): Promise<unknown> => [
        await onKafka(
          stack.kafkaBrokers,
          async (admin) => (await admin.metadata({ topics: ['kept'] })).topics.get('kept')?.partitionsCount,
        ),
        await sql(stack.databaseUrl, 'SELECT answer FROM kept'),
        await register(stack.registryUrl, 'kept'),
      ];
      expect(await kept()).toEqual([3, [{ answer: 42 }], first.schema]);
      const before = { ...stack.pids };
      for (const part of ['kafka', 'postgres', 'registry'] as const) {
        await stack.kill(part, 'SIGKILL');
        await stack.restart(part);
        expect(stack.pids[part]).not.toBe(before[part]);
      }
      expect(await kept()).toEqual([3, [{ answer: 42 }], first.schema]);
    },
    limit,
  );

  it(
    'leaves no process behind and can be reset',
    async () => {
      const stack = await started('whole', { parts: ['postgres'] });
      const pid = stack.pids.postgres ?? 0;
      await expect(resetStack(join(root, 'whole'))).rejects.toMatchObject({ code: 'locked' });
      await stack.stop();
      expect(startTimeOf(pid)).toBeUndefined();
      await resetStack(join(root, 'whole'));
      const again = await started('whole', { parts: ['postgres'] });
      expect(await sql(again.databaseUrl, "SELECT to_regclass('kept') AS kept")).toEqual([{ kept: null }]);
    },
    limit,
  );
});

describe('Postgres', () => {
  it(
    'is durable, answers only to the password, and only on loopback',
    async () => {
      const { databaseUrl } = await started('postgres', { parts: ['postgres'] });
      const rows = await sql(
        databaseUrl,
        `SELECT current_setting('fsync') || current_setting('synchronous_commit') || current_setting('listen_addresses') AS set`,
      );
      expect(rows).toEqual([{ set: 'onon127.0.0.1' }]);
      const wrong = new URL(databaseUrl);
      wrong.password = 'wrong';
      await expect(sql(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    },
    limit,
  );
});

describe('Kafka', () => {
  it(
    'does not make topics by itself, and can be frozen and thawed',
    async () => {
      const stack = await started('kafka', { parts: ['kafka'] });
      expect([stack.registryUrl, stack.databaseUrl]).toEqual(['', '']);
      await expect(
        onKafka(stack.kafkaBrokers, (admin) => admin.metadata({ topics: ['absent'], autocreateTopics: true })),
      ).rejects.toThrow();
      await stack.kill('kafka', 'SIGSTOP');
      await stack.kill('kafka', 'SIGCONT');
      expect(await onKafka(stack.kafkaBrokers, (admin) => admin.listTopics())).toEqual([]);
      await expect(stack.restart('postgres')).rejects.toMatchObject({ code: 'notRunning' });
    },
    limit,
  );
});

/** Runs run.ts as a process of its own and reads the addresses it prints. */
async function runProcess(dataDir: string, parts: readonly string[]): Promise<{ pid: number; addresses: Stack; ended: Promise<unknown> }> {
  const args = [
    '--conditions=junctor-source',
    join(import.meta.dirname, 'run.ts'),
    '--data',
    join(root, dataDir),
    ...parts.flatMap((part) => ['--part', part]),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  for await (const line of createInterface({ input: child.stdout })) {
    return { pid: child.pid ?? 0, addresses: JSON.parse(line) as Stack, ended };
  }
  throw new Error(`run.ts printed nothing (${String(await ended)})`);
}

describe('several processes', () => {
  it(
    'started at one moment on different directories they share no port, and end on SIGINT with exit 0',
    async () => {
      const runs = await Promise.all(['one', 'two', 'three'].map((name) => runProcess(name, ['postgres'])));
      const urls = runs.map((run) => new URL(run.addresses.databaseUrl).port);
      expect(new Set(urls).size).toBe(3);
      for (const run of runs) process.kill(run.pid, 'SIGINT');
      expect(await Promise.all(runs.map((run) => run.ended))).toEqual([0, 0, 0]);
      for (const run of runs) expect(startTimeOf(run.addresses.pids.postgres ?? 0)).toBeUndefined();
    },
    limit,
  );

  it(
    'after kill -9 of its owner a server is recognised, ended and started anew on the same data',
    async () => {
      const run = await runProcess('orphan', ['postgres']);
      await sql(run.addresses.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
      const pid = run.addresses.pids.postgres ?? 0;
      const orphan = { pid, started: startTimeOf(pid) ?? '' };
      process.kill(run.pid, 'SIGKILL');
      await run.ended;
      expect(isAlive(orphan)).toBe(true);
      const said: string[] = [];
      const stack = await started('orphan', { parts: ['postgres'], onProgress: (line) => said.push(line) });
      expect(isAlive(orphan)).toBe(false);
      expect(said.join('\n')).toMatch(/took over .* from process \d+.*\nending postgres \(pid \d+\)/);
      expect(await sql(stack.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    },
    limit,
  );
});
