/** Two replicas, a sender that never sends twice, Kafka away and back, a replica that dies while it drains: nothing accepted is lost, order holds. */
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import pg from 'pg';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import type { MessageLog } from '#libs/log';
import type { Raw } from '#libs/model';
import { createStore, type Store } from '#libs/state';
import { createReceive, createSpoolDrain } from '#services/ingest';
import { linePartitions, memoryLog, until } from '#verification/line';
import { openTestLine } from './line.rig.ts';

const files = {
  'systems/desk.yaml': `
apiVersion: junctor.io/v1
kind: System
metadata: { name: desk, title: desk, owner: desk }
spec:
  connector: servicenow
  settings: { auth: { type: basic, user: junctor, secret: 'env:DESK_TOKEN' }, callouts: { secret: 'env:DESK_TOKEN' } }
`,
};

let url: string;
let store: Store;
let client: pg.Client;
let log: MessageLog;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  url = await freshDatabase();
  store = createStore({ databaseUrl: url, poolSize: 6, applicationName: 'spool' });
  await store.migrate();
  client = new pg.Client({ connectionString: url });
  await client.connect();
});
afterAll(async () => {
  await Promise.all([store.close(), client.end()]);
  await dropDatabase(url);
});
beforeEach(async () => {
  log = await memoryLog();
  process.env.DESK_TOKEN = 'token';
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  delete process.env.DESK_TOKEN;
});

const never = <T>(): Promise<T> => new Promise(() => undefined);

/** A replica whose broker can go away, and that can die as kill -9 leaves it: nothing of it goes on. */
function openReplica(name: string, kafka: { away: boolean; dieAtSend: string | null }) {
  let dead = false;
  const mortal = <T extends object>(target: T): T =>
    new Proxy(target, {
      get: (of, key) => {
        const value: unknown = Reflect.get(of, key);
        return typeof value === 'function' ? (...given: unknown[]) => (dead ? never() : value.apply(of, given)) : value;
      },
    });
  const ownLog: MessageLog = {
    ...log,
    async producer() {
      if (kafka.away) throw new Error('away');
      const producer = await log.producer();
      return {
        ...producer,
        async send(records) {
          if (dead) return never();
          if (kafka.away) throw new Error('away');
          const offsets = await producer.send(records);
          if (kafka.dieAtSend !== name) return offsets;
          dead = true;
          return never();
        },
      };
    },
  };
  const { line, stop } = openTestLine({ files, log: ownLog, store: mortal(store) });
  const drain = createSpoolDrain(line, name);
  closers.push(async () => {
    const stopped = drain.stop().then(stop);
    // What is dead never ends by itself; telling it to stop ends its timers.
    if (!dead) await stopped;
  });
  return { name, receive: createReceive(line), drain, died: () => dead };
}

/** What raw holds of each record, in order. */
async function captured(): Promise<Map<string, number[]>> {
  const versions = new Map<string, number[]>();
  for (let partition = 0; partition < (linePartitions.get('junctor.raw.v1') ?? 0); partition++) {
    for (const { value } of await log.read('junctor.raw.v1', partition, 0n, 1_000_000n)) {
      const raw = openTestLine({ files, log, store }).line.kernel.codec.decode('junctor.raw.v1', value);
      if (!raw.ok) throw new Error(raw.message);
      const { record, version } = raw.value as Raw;
      versions.set(record ?? '', [...(versions.get(record ?? '') ?? []), version ?? -1]);
    }
  }
  return versions;
}

const ids = Array.from({ length: 6 }, (_, n) => `${n}`.repeat(32));
const callout = (id: string, count: number): Buffer =>
  Buffer.from(JSON.stringify({ sys_id: id, sys_mod_count: count, sys_updated_on: '2026-03-02 08:00:00', state: '1' }));

it('loses nothing that was accepted and keeps every record in order', async () => {
  const kafka = { away: false, dieAtSend: null as string | null };
  const [one, two] = [openReplica('one', kafka), openReplica('two', kafka)];
  const accepted = new Map(ids.map((id) => [id, [] as number[]]));
  let round = 0;
  /** Each record's next state to either replica in turn, once; an instance sends the next only after the answer. */
  const edit = (): Promise<unknown> =>
    Promise.all(
      ids.map(async (id, n) => {
        const at = (round + n) % 2 === 0 && !one.died() ? one : two;
        const { status } = await at.receive('desk', { authorization: 'Bearer token' }, callout(id, round));
        if (status === 202) accepted.get(id)?.push(round);
      }),
    ).finally(() => void round++);
  await edit();
  await edit();
  kafka.away = true;
  for (let n = 0; n < 4; n++) await edit();
  expect((await store.spoolOpen())[0]?.waiting).toBe(24);
  kafka.away = false;
  kafka.dieAtSend = 'one';
  await edit();
  await client.query('update spool_gate set not_before = now()');
  await one.drain.start();
  await until('one dies while it drains', () => one.died());
  await edit();
  await client.query(`update spool_gate set lease_until = now() - interval '1 second'`);
  await two.drain.start();
  for (let n = 0; n < 3; n++) await edit();
  await until('the spool is closed', async () => (await store.spoolOpen()).length === 0);
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await edit();
  const found = await captured();
  for (const [id, versions] of accepted) {
    const seen = found.get(id) ?? [];
    expect(versions).toHaveLength(round);
    // A batch that was drained twice comes again whole: first sight of each is in order, and the last is the newest.
    expect([...new Set(seen)]).toEqual(versions);
    expect(seen.at(-1)).toBe(round - 1);
  }
}, 60_000);
