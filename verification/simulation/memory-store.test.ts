/** The store of the simulation against the one on Postgres: the same calls, the same answers. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { type AcceptItem, type Claimed, createStore, type Fold, type HoldChange, type Settled, type Store } from '#libs/state';
import { createRandom, type Random } from '#verification/data';
import { createMemoryStore } from './memory-store.ts';

let url = '';
let real: Store;
let client: pg.Client;

beforeAll(async () => {
  url = await freshDatabase();
  real = createStore({ databaseUrl: url, poolSize: 2, applicationName: 'agreement' });
  await real.migrate();
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await Promise.all([real.close(), client.end()]);
  await dropDatabase(url);
});

function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function itemOf(random: Random): AcceptItem {
  const name = `item ${random.below(60)}`;
  const number = Number(name.slice(5));
  return {
    id: idOf(name),
    messageId: idOf(`message of ${name}`),
    ...{ flow: 'flow', pattern: 'pattern', targetSystem: number % 3 === 0 ? 'file' : 'desk', targetKey: `K${number % 5}` },
    ...{ system: 'source', record: name, version: number, digest: name, occurredAt: 1_774_137_600_000 },
    ...{ contribution: { number }, traceparent: null, trail: '[]' },
  };
}

/** Delivers, says that nothing changed, starts an episode, adds texts, as its number has it. */
const fold: Fold = (state, { contribution }) => {
  const { number } = contribution as { number: number };
  const seen = [...((state as number[] | null) ?? []), number];
  const episode = number % 11 === 0 ? 2 : 1;
  const appends = Array.from({ length: number % 3 }, (_, n) => ({ id: idOf(`text ${n} of ${number}`), episode, want: { text: n } }));
  if (number % 7 === 0) return { state: seen, result: { kind: 'noop', reason: 'nothing to do' }, appends };
  return { state: seen, result: { kind: 'deliver', episode, want: { seen }, wantDigest: seen.join() }, appends };
};

function resultOf(claimed: Claimed, random: Random): Settled['result'] {
  const failure = { class: 'transient', scope: 'record', evidence: { message: 'no answer' } } as const;
  const link = { remoteId: `remote ${claimed.targetKey}`, number: null, url: null, writtenDigest: claimed.wantDigest };
  const possibleDuplicate = random.chance(0.3);
  const done: Settled['result'] =
    claimed.wantDigest === ''
      ? { kind: 'appended', action: 'append', entry: 'entry', reason: 'added', possibleDuplicate }
      : { kind: 'delivered', action: 'update', possibleDuplicate, link };
  return random.pick<Settled['result']>([
    done,
    done,
    { kind: 'noop', reason: 'there already' },
    { kind: 'retry', failure, delayMs: 0, unknown: true, counted: true },
    { kind: 'retry', failure, delayMs: 0, unknown: false, counted: true },
    { kind: 'retry', failure, delayMs: 0, unknown: false, counted: false },
    { kind: 'parked', failure, head: 'skip', ...(possibleDuplicate && { possibleDuplicate }) },
    { kind: 'parked', failure, head: random.chance(0.2) ? 'block' : 'supersede' },
  ]);
}

/** What must agree of a claim; lane ids are each store's own, and times run on. */
const seen = ({ laneId: _id, unknownForMs: _unknown, triedForMs: _tried, ...claimed }: Claimed) => claimed;
const byLane = (a: Claimed, b: Claimed): number => `${a.targetSystem}${a.targetKey}`.localeCompare(`${b.targetSystem}${b.targetKey}`);
const outcomes = async (store: Store) =>
  (await store.unpublished(1_000))
    .map(({ finishedAt: _at, seq: _seq, ...each }) => each)
    .sort((a, b) => a.deliveryId.localeCompare(b.deliveryId));

it.each([1, 2, 3, 4])('agrees with Postgres over a history of calls (%i)', async (seed) => {
  await client.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item');
  const random = createRandom(seed);
  const { store: memory, tables } = createMemoryStore(() => Date.now());
  let open: { real: Claimed; memory: Claimed }[] = [];
  for (let turn = 0; turn < 60; turn++) {
    const items = Array.from({ length: random.below(4) }, () => itemOf(random));
    expect((await memory.accept(items, fold)).inserted).toBe((await real.accept(items, fold)).inserted);
    const ending = open.filter(() => random.chance(0.6));
    const results = ending.map((each) => ({ ...each, result: resultOf(each.real, random) }));
    const settledOf = (which: 'real' | 'memory'): Settled[] =>
      results.map((each) => {
        const { laneId, epoch, deliveryId, attempt } = each[which];
        return { laneId, epoch, deliveryId, attempt, result: each.result };
      });
    const orders = [
      { targetSystem: 'desk', max: 100 },
      { targetSystem: 'file', max: 100 },
    ];
    const one = await real.settleAndClaim('worker', settledOf('real'), orders, 3_600_000);
    const two = await memory.settleAndClaim('worker', settledOf('memory'), orders, 3_600_000);
    const [a, b] = [one.claimed.toSorted(byLane), two.claimed.toSorted(byLane)];
    expect(b.map(seen)).toEqual(a.map(seen));
    expect(two.refused).toBe(one.refused);
    open = [
      ...open.filter((each) => !ending.includes(each)),
      ...a.flatMap((claimed, at) => (b[at] ? [{ real: claimed, memory: b[at] }] : [])),
    ];
    const renewed = open.filter(() => random.chance(0.3));
    const renew = async (store: Store, which: 'real' | 'memory') =>
      (
        await store.renew(
          renewed.map((each) => each[which]),
          3_600_000,
        )
      ).size;
    expect(await renew(memory, 'memory')).toBe(await renew(real, 'real'));
    if (random.chance(0.3)) {
      // Every lease runs out: what is open is taken over, and its results come too late, which both must refuse.
      await client.query(`update lane set due_at = now() - interval '1 second' where due_at is not null`);
      for (const lane of tables.lanes.values()) if (lane.dueAt !== null) lane.dueAt = Date.now() - 1_000;
    }
    expect(await outcomes(memory)).toEqual(await outcomes(real));
  }
  expect((await memory.list(1_000)).map(({ id }) => id).sort()).toEqual((await real.list(1_000)).map(({ id }) => id).sort());
  const waiting = async (store: Store) => (await store.waiting()).map(({ oldestMs: _ms, ...each }) => each);
  expect((await waiting(memory)).sort((a, b) => (a.targetSystem < b.targetSystem ? -1 : 1))).toEqual(await waiting(real));
});

const down = { class: 'down', scope: 'system', evidence: { message: 'refused' } } as const;

function changeOf(random: Random): HoldChange {
  const subject = random.pick(['system:desk', 'system:file', 'credential:one']);
  const kind = subject.startsWith('system')
    ? random.pick(['breaker', 'breaker', 'quota'] as const)
    : random.pick(['credential', 'quota'] as const);
  const forMs = random.pick([0, 0, 3_600_000]);
  const open = { change: 'open', subject, kind, system: 'desk', failure: down, credentialVersion: null, escalateTo: 'somebody' } as const;
  return random.pick<HoldChange>([
    { ...open, forMs: random.chance(0.2) ? null : forMs },
    { change: 'probe', subject },
    { change: 'passed', subject, allowed: random.pick([1, 2, 4]), full: 8 },
    { change: 'passed', subject, allowed: random.pick([1, 2, 4]), full: 8 },
    { change: 'failed', subject, failure: down, forMs },
  ]);
}

it.each([11, 12, 13, 14])('agrees with Postgres about holds and buckets (%i)', async (seed) => {
  await client.query('truncate lane, case_state, delivery, attempt, link, delivery_outcome, review_item, hold, quota_bucket, escalation');
  const random = createRandom(seed);
  const { store: memory } = createMemoryStore(() => Date.now());
  const items = Array.from({ length: 60 }, (_, n): AcceptItem => ({ ...itemOf(random), id: idOf(`held ${n}`), targetKey: `key ${n}` }));
  for (const store of [memory, real])
    await store.accept(items, (state) => ({ state, result: { kind: 'deliver', episode: 1, want: {}, wantDigest: 'w' } }));
  const held = async (store: Store) =>
    (await store.holds())
      .map(({ until, since: _since, ...each }) => ({
        ...each,
        timed: until !== null,
        later: until !== null && until > Date.now() + 60_000,
      }))
      .sort((a, b) => `${a.subject}${a.kind}`.localeCompare(`${b.subject}${b.kind}`));
  for (let turn = 0; turn < 60; turn++) {
    const lessons = {
      holds: Array.from({ length: random.below(3) }, () => changeOf(random)),
      spent: random.chance(0.2) ? [{ subject: 'credential:one', calls: random.below(3) }] : [],
    };
    const bucket = random.chance(0.3) ? { bucket: { subject: 'credential:one', perSecond: 0, burst: 30 } } : {};
    const orders = ['desk', 'file'].map((targetSystem) => ({
      ...{ targetSystem, max: random.below(4), inFlight: random.below(3) },
      ...{ subjects: [`system:${targetSystem}`, 'credential:one'], ...bucket },
    }));
    const seenOf = async (store: Store) =>
      (await store.settleAndClaim('worker', [], orders, 3_600_000, lessons)).claimed
        .map(({ targetSystem, probes }) => ({ targetSystem, probes: probes.toSorted((a, b) => (a.subject < b.subject ? -1 : 1)) }))
        .sort((a, b) => (a.targetSystem < b.targetSystem ? -1 : Number(a.targetSystem > b.targetSystem)));
    expect(await seenOf(memory)).toEqual(await seenOf(real));
    expect(await held(memory)).toEqual(await held(real));
    const announced = async (store: Store) => {
      const told: string[] = [];
      await store.announce(({ subject, kind }) => told.push(`${subject} ${kind}`));
      return told.sort();
    };
    if (random.chance(0.3)) expect(await announced(memory)).toEqual(await announced(real));
  }
  const told = async (store: Store) =>
    (await store.escalations(99)).map(({ subject, kind, resolvedAt }) => `${subject} ${kind} ${resolvedAt === null}`);
  expect(await told(memory)).toEqual(await told(real));
});
