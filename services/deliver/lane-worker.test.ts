import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Call, TargetObject, Want } from '#libs/connector-kit';
import { type Failure, FailureError } from '#libs/failures';
import { deriveId } from '#libs/line';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import { type AcceptItem, createStore, type DeliveryStore, type HoldStore, type Store } from '#libs/state';
import { createLogger, createMeters } from '#libs/telemetry';
import type { Destinations } from './destinations.ts';
import { createLaneWorker, type LaneWorker } from './lane-worker.ts';

let url: string;
let store: Store;

beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'lane-worker-test' });
  await store.migrate();
}, 60_000);

afterAll(async () => {
  await store.close();
  await dropDatabase(url);
});

/** Everything is to be delivered, in the order in which it was accepted. */
async function accept(targetSystem: string, lanes: number, each: number): Promise<void> {
  const items = Array.from({ length: lanes * each }, (_, index): AcceptItem => {
    const id = deriveId(targetSystem, String(index));
    return {
      id,
      messageId: id,
      flow: 'flow',
      pattern: 'pattern',
      targetSystem,
      targetKey: `K${index % lanes}`,
      system: 'prom',
      record: `r${index}`,
      version: index,
      digest: 'd',
      occurredAt: 1,
      contribution: { n: Math.floor(index / lanes) },
      traceparent: null,
      trail: '[]',
    };
  });
  await store.accept(items, (state, { contribution }) => ({
    state,
    result: { kind: 'deliver', episode: 1, want: { model: 'incident', fields: contribution }, wantDigest: JSON.stringify(contribution) },
  }));
}

interface Desk {
  readonly destinations: Destinations;
  /** `key n` of every write, as it was begun. */
  readonly begun: string[];
  readonly most: () => number;
  /** Lets writes be answered. */
  release(): void;
}

function desk(system: string, concurrency: number, held: boolean): Desk {
  const begun: string[] = [];
  let inFlight = 0;
  let most = 0;
  let release = (): void => undefined;
  const gate = held
    ? new Promise<void>((resolve) => {
        release = resolve;
      })
    : Promise.resolve();
  const write = async (key: string, want: Want) => {
    begun.push(`${key} ${String(want.n)}`);
    most = Math.max(most, ++inFlight);
    await gate;
    inFlight--;
    return { remoteId: key, number: null, url: null };
  };
  const object: TargetObject = { create: 'key', update: 'upsert', consistencyDelayMs: 0, createRecord: write, updateRecord: write };
  const destination = { objects: { incident: object }, close: async () => undefined };
  const connected = { destination, concurrency, callTimeoutMs: 20_000, leaseMs: 30_000 };
  const destinations: Destinations = {
    names: () => [system],
    get: (name) => (name === system ? connected : null),
    close: async () => undefined,
  };
  return { destinations, begun, most: () => most, release: () => release() };
}

function worker(destinations: Destinations, over: Partial<DeliveryStore> = {}): LaneWorker {
  const through: DeliveryStore & HoldStore = {
    accept: (items, fold) => store.accept(items, fold),
    settleAndClaim: (...given) => store.settleAndClaim(...given),
    renew: (...given) => store.renew(...given),
    unpublished: (limit) => store.unpublished(limit),
    published: (seqs) => store.published(seqs),
    forget: (...given) => store.forget(...given),
    waiting: () => store.waiting(),
    holds: () => store.holds(),
    escalations: (limit) => store.escalations(limit),
    announce: (tell) => store.announce(tell),
    changeHolds: (changes) => store.changeHolds(changes),
    ...over,
  };
  return createLaneWorker({
    store: through,
    destinations,
    owner: 'test',
    logger: createLogger('test', 'silent'),
    meters: createMeters(),
    onSettled: () => undefined,
  });
}

const waiting = async (system: string): Promise<number> =>
  (await store.waiting()).find(({ targetSystem }) => targetSystem === system)?.deliveries ?? 0;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe('the lane worker', () => {
  it('keeps the order of each lane and the limit of the destination', async () => {
    await accept('order', 6, 4);
    const target = desk('order', 3, false);
    const lanes = worker(target.destinations);
    await lanes.start();
    await until('all are delivered', async () => (await waiting('order')) === 0);
    await lanes.stop();
    expect(target.most()).toBeLessThanOrEqual(3);
    for (const key of ['K0', 'K5'])
      expect(target.begun.filter((each) => each.startsWith(key))).toEqual([0, 1, 2, 3].map((n) => `${key} ${n}`));
    expect(target.begun).toHaveLength(24);
  });

  it('never has more calls under way than the destination takes', async () => {
    await accept('limit', 8, 1);
    const target = desk('limit', 3, true);
    const lanes = worker(target.destinations);
    await lanes.start();
    await until('it is at its limit', () => target.begun.length === 3);
    lanes.wake();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(target.begun).toHaveLength(3);
    target.release();
    await until('all are delivered', async () => (await waiting('limit')) === 0);
    await lanes.stop();
  });

  it('writes the results together with the next claim, and again when that failed', async () => {
    await accept('again', 1, 3);
    const target = desk('again', 1, false);
    const settles: number[] = [];
    let failures = 0;
    const lanes = worker(target.destinations, {
      settleAndClaim: async (owner, settled, claim, lease, lessons) => {
        settles.push(settled.length);
        if (settled.length > 0 && failures++ === 0) throw new Error('the connection was lost');
        return store.settleAndClaim(owner, settled, claim, lease, lessons);
      },
    });
    await lanes.start();
    await until('it says so', () => lanes.notReady() !== null);
    await until('all are delivered', async () => (await waiting('again')) === 0);
    await lanes.stop();
    expect(target.begun).toEqual(['K0 0', 'K0 1', 'K0 2']);
    // A claim, a settle that failed, its repetition, and one more for each of the other two.
    expect(settles.filter((count) => count > 0)).toHaveLength(4);
    expect(lanes.notReady()).toBe(null);
  });

  it('asks, but does not write any more, once another call was told to wait; what has begun to write is finished', async () => {
    await accept('told', 3, 1);
    const begun: string[] = [];
    const asked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    const fails: Readonly<Record<string, Failure>> = {
      K0: { class: 'unknown', scope: 'record', evidence: { message: 'no answer' } },
      K1: { class: 'rateLimit', scope: 'credential', retryAt: Date.now() + 60_000, evidence: { message: 'too many calls' } },
    };
    const createRecord = async (key: string, _want: Want, call: Call) => {
      begun.push(`create ${key}`);
      if (key === 'K1') await asked.promise;
      if (key === 'K2') await told.promise;
      const failure = fails[key];
      if (failure) throw new FailureError(failure);
      begun.push(`finish ${key} ${String(call.holds?.())}`);
      return { remoteId: key, number: null, url: null };
    };
    const find = async (key: string) => {
      begun.push(`find ${key}`);
      asked.resolve();
      await told.promise;
      return [];
    };
    const object = {
      create: 'searchable',
      update: 'upsert',
      consistencyDelayMs: 0,
      createRecord,
      updateRecord: createRecord,
      find,
    } as const;
    const connected = {
      destination: { objects: { incident: object }, close: async () => undefined },
      concurrency: 3,
      callTimeoutMs: 20_000,
    };
    const lanes = worker({ names: () => ['told'], get: () => connected, close: async () => undefined });
    await lanes.start();
    await until('the limit is written', async () => (await store.holds()).some(({ system }) => system === 'told'));
    told.resolve();
    await lanes.stop();
    expect(begun.toSorted()).toEqual(['create K0', 'create K1', 'create K2', 'find K0', 'finish K2 true']);
    expect(await waiting('told')).toBe(2);
  });

  it('finishes its calls when it is stopped, and claims nothing more', async () => {
    await accept('stop', 1, 2);
    const target = desk('stop', 1, true);
    const lanes = worker(target.destinations);
    await lanes.start();
    await until('a call is under way', () => target.begun.length === 1);
    const stopped = lanes.stop();
    target.release();
    await stopped;
    expect(target.begun).toHaveLength(1);
    expect(await waiting('stop')).toBe(1);
    expect((await store.unpublished(1_000)).filter(({ targetSystem }) => targetSystem === 'stop').map(({ kind }) => kind)).toEqual([
      'delivered',
    ]);
  });
});
