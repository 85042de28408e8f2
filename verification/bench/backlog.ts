import { Client } from 'pg';
import { type Claimed, createStore, type Settled, type Store } from '#libs/state';
import { type Percentiles, percentile, percentiles, spread } from './statistics.ts';

export interface Backlog {
  /** Deliveries that wait in a fresh database. */
  readonly waiting: number;
  /** One claim of 64 heads with their attempts written, one transaction. Medians of the runs. */
  readonly claimMs: Percentiles;
  readonly blockedLanes: number;
  /** How much longer the median claim takes when so many lanes of the same system are blocked, in percent; median of the runs. */
  readonly slowdownPercent: number;
}

const system = 'tickets';
const lanes = 100_000;
const perLane = 10;
const blockedLanes = 10_000;
const batch = 64;
const leaseMs = 60_000;
const databaseName = 'bench_backlog';

/** Set-based, so that a million rows take seconds. A want is as long as that of an alert. */
const fill = `
insert into lane (target_system, target_key, next_seq, due_at)
  select '${system}', 'healthy-' || n, ${perLane} + 1, now() - interval '1 hour' + n * interval '1 ms' from generate_series(1, ${lanes}) n;
insert into delivery (id, lane_id, seq, first_seq, episode, message_id, flow, pattern, system, record, version, digest, occurred_at, want,
    want_digest, trail)
  select gen_random_uuid(), l.id, s, s, 1, gen_random_uuid(), 'flow', 'event-to-incident', 'alerts', l.target_key, s, md5(s::text), 0,
    json_build_object('model', 'incident', 'fields', json_build_object('title', repeat('queue too long ', 20), 'step', s))::text,
    md5(l.target_key || s), '[]'
  from lane l cross join generate_series(1, ${perLane}) s`;

/** Lanes whose parked head waits for a person, with the deliveries behind it: older than every healthy one, so in front of them in any order. */
const block = `
with stuck as (
  insert into lane (target_system, target_key, next_seq, due_at, blocked)
    select '${system}', 'blocked-' || n, 3, null, 'block' from generate_series(1, ${blockedLanes}) n returning id, target_key
)
insert into delivery (id, lane_id, seq, first_seq, episode, message_id, flow, pattern, system, record, version, digest, occurred_at, want,
    want_digest, trail)
  select gen_random_uuid(), l.id, s, s, 1, gen_random_uuid(), 'flow', 'event-to-incident', 'alerts', l.target_key, s, md5(s::text), 0,
    '{}', md5(l.target_key || s), '[]'
  from stuck l cross join generate_series(1, 2) s`;

const unblock = `
delete from delivery d using lane l where l.id = d.lane_id and l.blocked is not null;
delete from lane where blocked is not null`;

const delivered = ({ laneId, epoch, deliveryId, attempt, wantDigest }: Claimed): Settled => ({
  ...{ laneId, epoch, deliveryId, attempt },
  result: {
    kind: 'delivered',
    action: 'create',
    possibleDuplicate: false,
    link: { remoteId: laneId, number: null, url: null, writtenDigest: wantDigest },
  },
});

/** Claims of 64 heads each, every one settled as delivered before the next; milliseconds of each claim. */
async function claims(store: Store, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let turn = 0; turn < count; turn++) {
    const started = performance.now();
    const { claimed } = await store.settleAndClaim('bench', [], [{ targetSystem: system, max: batch }], leaseMs);
    times.push(performance.now() - started);
    if (claimed.length !== batch) throw new Error(`claimed ${claimed.length} of a full backlog, expected ${batch}`);
    const { refused } = await store.settleAndClaim('bench', claimed.map(delivered), [], leaseMs);
    if (refused > 0) throw new Error(`${refused} results were refused`);
  }
  return times;
}

/** Claims from a database of a million waiting deliveries, with and without blocked lanes among them, in turns. */
export async function measureBacklog(serverUrl: string, runs: number, say: (text: string) => void): Promise<Backlog> {
  const url = new URL(serverUrl);
  const server = await connected(serverUrl);
  await server.query(`drop database if exists ${databaseName}`);
  await server.query(`create database ${databaseName}`);
  url.pathname = `/${databaseName}`;
  const store = createStore({ databaseUrl: url.href, applicationName: 'bench' });
  await store.migrate();
  const database = await connected(url.href);
  try {
    say(`filling in ${lanes * perLane} deliveries`);
    await database.query(fill);
    await database.query('vacuum analyze');
    await claims(store, 50);
    const found: { readonly free: number[]; readonly blocked: number[] }[] = [];
    for (let run = 0; run < runs; run++) {
      const free = await claims(store, 200);
      await database.query(block);
      const blocked = await claims(store, 200);
      await database.query(unblock);
      found.push({ free, blocked });
      say(
        `claims of ${batch}: ${JSON.stringify(percentiles(free))} ms; with ${blockedLanes} blocked lanes: ${JSON.stringify(percentiles(blocked))} ms`,
      );
    }
    return summaryOf(found);
  } finally {
    await database.end();
    await store.close();
    await server.query(`drop database ${databaseName} with (force)`);
    await server.end();
  }
}

function summaryOf(found: readonly { readonly free: number[]; readonly blocked: number[] }[]): Backlog {
  const middle = (values: readonly number[]): number => spread(values).median;
  const half = (times: readonly number[]): number =>
    percentile(
      times.toSorted((a, b) => a - b),
      0.5,
    );
  const each = found.map(({ free }) => percentiles(free));
  return {
    waiting: lanes * perLane,
    claimMs: { p50: middle(each.map((run) => run.p50)), p99: middle(each.map((run) => run.p99)) },
    blockedLanes,
    slowdownPercent: middle(found.map(({ free, blocked }) => (half(blocked) / half(free) - 1) * 100)),
  };
}

async function connected(url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  return client;
}
