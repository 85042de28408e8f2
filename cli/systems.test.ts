import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dropDatabase, freshDatabase, testStack } from '#libs/local-stack';
import { createStore, type Store } from '#libs/state';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

let env: Record<string, string>;
let store: Store;

beforeAll(async () => {
  const stack = await testStack();
  const databaseUrl = await freshDatabase();
  env = { KAFKA_BROKERS: stack.kafkaBrokers.join(','), SCHEMA_REGISTRY_URL: stack.registryUrl, DATABASE_URL: databaseUrl };
  store = createStore({ databaseUrl, applicationName: 'cli-test' });
  await store.migrate();
  await run(['apply', join(import.meta.dirname, '..')], env);
}, 60_000);

afterAll(async () => {
  await store.close();
  await dropDatabase(env.DATABASE_URL ?? '');
});

describe('systems', () => {
  const subject = 'system:servicenow';
  const failure = { class: 'down', scope: 'system', evidence: { message: 'no connection \u001b[31m', code: 'ECONNREFUSED' } } as const;

  it('flow as long as nothing holds them', async () => {
    const { code, out } = await run(['systems'], env);
    expect(code).toBe(exitCodes.ok);
    expect(out).toMatch(/servicenow +flowing/);
    expect((await run(['systems', 'probe', 'servicenow'], env)).out).toContain('not held');
    expect((await run(['systems', 'show', 'nope'], env)).code).toBe(exitCodes.notFound);
  });

  it('say what holds them, since when and who knows, and are probed when a person says so', async () => {
    await store.changeHolds([
      {
        ...{ change: 'open', subject, kind: 'breaker', system: 'servicenow', failure, forMs: 300_000 },
        ...{ credentialVersion: null, escalateTo: 'service-desk' },
      },
    ]);
    expect((await run(['systems'], env)).out).toMatch(/servicenow +held .*probe in/);
    const shown = (await run(['systems', 'show', 'servicenow'], env)).out;
    for (const words of ['does not answer', 'no connection ?', 'service-desk was told', '(open)']) expect(shown).toContain(words);
    expect((await run(['doctor'], env)).out).toContain('junctor systems show servicenow');
    const probed = JSON.parse((await run(['systems', 'probe', 'servicenow', '-o', 'json'], env)).out) as unknown;
    expect(probed).toEqual({ system: 'servicenow', probed: [subject] });
    const { system } = JSON.parse((await run(['systems', 'show', 'servicenow', '-o', 'json'], env)).out) as {
      system: { state: string; holds: { until: number }[] };
    };
    expect(system.state).toBe('held');
    expect(system.holds[0]?.until).toBeLessThanOrEqual(Date.now() + 1_000);
  });
});

describe('the failure policy', () => {
  it('is explained for everybody without any server', async () => {
    const { code, out } = await run(['explain', 'failure-policy']);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain('The system is away (down)');
    const { rows } = JSON.parse((await run(['explain', 'failure-policy', '-o', 'json'])).out) as { rows: { from: string }[] };
    expect(rows).toHaveLength(35);
    expect(new Set(rows.map(({ from }) => from))).toEqual(new Set(['table']));
  });

  it('shows what a flow and its system set, and what a flow does with parked records', async () => {
    const args = ['explain', 'failure-policy', '--workspace', 'testdata/policy', '--flow', 'copies'];
    const { out } = await run(args);
    expect(out).toMatch(/Tried again at growing intervals, 3 times; after that a person decides\.\n {4}set by flow copies/);
    expect(out).toMatch(/A person decides at once\.\n {4}set by system archive/);
    expect(out).toContain('the next state of it takes its place');
    expect((await run([...args, '--system', 'source'])).code).toBe(exitCodes.usage);
    expect((await run(['explain', 'failure-policy', '--workspace', 'testdata/policy', '--flow', 'nope'])).code).toBe(exitCodes.notFound);
  });
});
