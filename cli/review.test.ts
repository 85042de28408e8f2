import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dropDatabase, freshDatabase, testStack } from '#libs/local-stack';
import { createStore, type ItemResult, type ParkRow, type Store } from '#libs/state';
import { exitCodes } from './exit-codes.ts';
import { run } from './testing.ts';

let env: NodeJS.ProcessEnv;
let store: Store;
let scratch: string;
beforeAll(async () => {
  const { kafkaBrokers, registryUrl } = await testStack();
  const databaseUrl = await freshDatabase();
  env = { KAFKA_BROKERS: kafkaBrokers.join(','), SCHEMA_REGISTRY_URL: registryUrl, DATABASE_URL: databaseUrl, JUNCTOR_ACTOR: 'ann' };
  store = createStore({ databaseUrl });
  await store.migrate();
  scratch = mkdtempSync(join(tmpdir(), 'junctor-review-'));
  await store.park(['one', 'two', 'three'].map(row));
}, 60_000);
afterAll(async () => {
  await store.close();
  await dropDatabase(String(env.DATABASE_URL));
  rmSync(scratch, { recursive: true, force: true });
});

const row = (id: string): ParkRow => ({
  ...{ id, messageId: `message of ${id}`, stage: 'transform', system: 'monitoring', record: id, flow: null },
  ...{ fingerprint: id === 'three' ? 'f3' : 'f1', code: 'unknown-value', reason: 'Severity "page" is not in the value map.' },
  ...{ field: 'labels.severity', expected: 'one of: critical', excerpt: '\u001b[31m', hint: 'Add "page" to spec.valueMaps.severity' },
  ...{ sourceTopic: 'junctor.raw.v1', sourcePartition: 0, sourceOffset: 7, parkedAt: 1_000 },
  payload: {
    value: Buffer.from('frame'),
    trail: '[]',
    form: 'raw',
    content: JSON.stringify({ system: 'monitoring', body: '{"alert":{"labels":{"severity":"page"}}}', defect: null }),
  },
});

const answer = async (...args: string[]) => {
  const { code, out } = await run(['review', ...args, '-o', 'json'], env, null, scratch);
  return { code, json: JSON.parse(out) as Record<string, unknown> };
};

/** What the runner of the line would do. */
async function finish(state: ItemResult['state']): Promise<void> {
  const work = await store.reviewWork('queued', 100);
  await store.finishItems(work.map(({ jobId, item }) => ({ jobId, itemId: item.id, state, text: 'INC1' })));
}

describe('junctor review', () => {
  it('shows causes first, each with what to do', async () => {
    const { code, out } = await run(['review'], env);
    expect(code).toBe(exitCodes.ok);
    expect(out).toContain('2 records  unknown-value  Severity "page" is not in the value map.');
    expect(out).toContain('next: add the row to systems/monitoring.yaml, then: junctor apply && junctor review replay --cause f1');
    expect(out).toContain('3 records of 2 causes');
    expect(out).not.toContain('\u001b');
    expect(await answer()).toMatchObject({ json: { total: 3, groups: [{ count: 2 }, { count: 1 }] } });
  }, 60_000);

  it('lists and shows records, and says which are not there', async () => {
    expect(await answer('list', '--cause', 'f1')).toMatchObject({ json: { items: [{ record: 'one' }, { record: 'two' }] } });
    expect((await run(['review', 'show', 'one'], env)).out).toContain('"severity": "page"');
    expect(await answer('show', 'one')).toMatchObject({ json: { item: { payload: { content: { defect: null } } }, schema: 'raw' } });
    expect(await answer('show', 'nobody')).toMatchObject({ code: exitCodes.notFound });
  }, 60_000);

  it('keeps edits and what they were made for', async () => {
    const set = ['--set', 'alert.labels.severity=critical'];
    expect(await answer('edit', 'one', ...set)).toMatchObject({
      code: exitCodes.usage,
      json: { error: { hint: 'say why: --reason "..."' } },
    });
    expect(await answer('edit', 'one', '--reason', 'r')).toMatchObject({ code: exitCodes.usage });
    expect(await answer('edit', 'one', ...set, '--reason', 'a slip')).toMatchObject({ code: 0, json: { revision: 1 } });
    writeFileSync(join(scratch, 'body.json'), '{"alert":{}}');
    expect(await answer('edit', 'one', '--file', 'body.json', '--reason', 'r')).toMatchObject({ json: { revision: 2 } });
    expect(await answer('edit', 'one', '--file', 'none.json', '--reason', 'r')).toMatchObject({ code: exitCodes.notFound });
    expect(await answer('edit', 'one', '--set', 'alert.nowhere.severity=x', '--reason', 'r')).toMatchObject({ code: exitCodes.failed });
    const { out } = await run(['review', 'show', 'one'], env);
    expect(out).toContain('ann: a slip (not approved by a second person)');
  }, 60_000);

  it('asks for a second person where that is wanted', async () => {
    const guarded = { ...env, JUNCTOR_REVIEW_FOUR_EYES: 'true' };
    const replay = ['review', 'replay', 'one', '--reason', 'r'];
    expect(await run(replay, guarded)).toMatchObject({
      code: exitCodes.refused,
      err: expect.stringContaining('junctor review approve one'),
    });
    expect((await run(['review', 'approve', 'one'], guarded)).code).toBe(exitCodes.refused);
    expect((await run(['review', 'approve', 'one', '--actor', 'bob'], guarded)).code).toBe(exitCodes.ok);
    expect((await run(replay, guarded)).code).toBe(exitCodes.ok);
    await finish('discarded');
  }, 60_000);

  it('orders jobs, waits for them, and its exit code says how they went', async () => {
    expect(await answer('replay', '--reason', 'r')).toMatchObject({ code: exitCodes.usage });
    expect(await answer('replay', 'two', '--all', '--reason', 'r')).toMatchObject({ code: exitCodes.usage });
    expect(await answer('replay', '--cause', 'nothing', '--reason', 'r')).toMatchObject({ code: exitCodes.notFound });
    const waiting = answer('replay', '--cause', 'f1', '--reason', 'mapped', '--wait', '--timeout', '30');
    for (let turn = 0; turn < 100 && (await store.reviewWork('queued', 1)).length === 0; turn++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    await finish('delivered');
    const { code, json } = await waiting;
    expect([code, json]).toMatchObject([
      exitCodes.ok,
      { job: { state: 'done', counts: { delivered: 1 } }, items: [{ itemId: 'two', text: 'INC1' }] },
    ]);
    const opened = await answer('replay', 'three', '--reason', 'r');
    expect(await answer('job', (opened.json as { job: { id: string } }).job.id, '--wait', '--timeout', '1')).toMatchObject({
      code: exitCodes.failed,
    });
    await finish('failed');
    expect((await run(['review', 'jobs'], env)).out).toContain('1 record: 1 failed');
    expect(await answer('discard', '--all', '--reason', 'r')).toMatchObject({ code: exitCodes.ok, json: { job: { total: 1 } } });
    await finish('discarded');
    expect((await run(['review'], env)).out).toBe('nothing waits for a person\n');
  }, 60_000);

  it('leaves a chain that can be checked', async () => {
    const listed = await run(['audit', 'list'], env);
    expect(listed.out).toContain('ann  review.edit  one: a slip');
    const { code, out } = await run(['audit', 'verify', '-o', 'json'], env);
    const { head } = JSON.parse(out) as { head: { seq: number; hash: string } };
    expect([code, head.seq > 5]).toEqual([exitCodes.ok, true]);
    expect((await run(['audit', 'verify', '--head', `${head.seq}:${head.hash}`], env)).code).toBe(exitCodes.ok);
    expect((await run(['audit', 'verify', '--head', `${head.seq + 1}:${head.hash}`], env)).code).toBe(exitCodes.failed);
    expect((await run(['audit', 'verify', '--head', 'x'], env)).code).toBe(exitCodes.usage);
  }, 60_000);
});
