import { createHash } from 'node:crypto';
import pg from 'pg';
import { dropDatabase, freshDatabase } from '#libs/local-stack';
import type { AcceptItem, Claimed, Fold, HeadPolicy, Settled, Store } from './contract.ts';
import { createStore } from './store.ts';

/** For this folder's tests: two stores on two pools, and a third connection that holds locks as a barrier. */
export interface Rig {
  readonly one: Store;
  readonly two: Store;
  readonly url: string;
  query<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /**
   * Runs `lock` in a transaction, starts `race`, waits until `blocked` statements wait for that lock, then lets go:
   * the racing transactions are then known to overlap.
   */
  race<T>(lock: string, blocked: number, race: () => readonly Promise<T>[]): Promise<T[]>;
  close(): Promise<void>;
}

export async function openRig(): Promise<Rig> {
  const url = await freshDatabase();
  const one = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'one' });
  const two = createStore({ databaseUrl: url, poolSize: 4, applicationName: 'two' });
  const third = new pg.Client({ connectionString: url, application_name: 'third' });
  await third.connect();
  await one.migrate();
  const query: Rig['query'] = async (sql, values = []) => (await third.query(sql, [...values])).rows;
  return {
    one,
    two,
    url,
    query,
    race: async (lock, blocked, race) => {
      await third.query('begin');
      await third.query(lock);
      const running = Promise.allSettled(race());
      await untilBlocked(query, blocked).finally(() => third.query('rollback'));
      return (await running).map((end) => {
        if (end.status === 'rejected') throw end.reason;
        return end.value;
      });
    },
    close: async () => {
      await Promise.all([one.close(), two.close(), third.end()]);
      await dropDatabase(url);
    },
  };
}

async function untilBlocked(query: Rig['query'], blocked: number): Promise<void> {
  const sql = `select count(*)::int as n from pg_stat_activity
    where datname = current_database() and application_name in ('one', 'two') and wait_event_type = 'Lock'`;
  for (let turn = 0; turn < 200; turn++) {
    // Inside a transaction the activity view is frozen at its first reading.
    await query('select pg_stat_clear_snapshot()');
    const [row] = await query<{ n: number }>(sql);
    if (row !== undefined && row.n >= blocked) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${blocked} statements never waited for the lock`);
}

/** A stable uuid for a name. */
export function idOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

export function item(name: string, over: Partial<AcceptItem> = {}): AcceptItem {
  return {
    id: idOf(name),
    messageId: idOf(`message of ${name}`),
    flow: 'flow',
    pattern: 'pattern',
    targetSystem: 'desk',
    targetKey: 'K1',
    system: 'prom',
    record: `record of ${name}`,
    version: 1,
    digest: 'digest',
    occurredAt: 1_774_137_600_000,
    contribution: { name },
    traceparent: null,
    trail: '[["junctor.delivery.v1",2,41,1774137600000]]',
    ...over,
  };
}

/** Delivers everything in episode 1 and remembers, in order, what it folded. */
export const appendFold: Fold = (state, each) => {
  const seen = [...((state as { seen: string[] } | null)?.seen ?? []), each.id];
  return { state: { seen }, result: { kind: 'deliver', episode: 1, want: { seen }, wantDigest: `want ${seen.length}` } };
};

export const delivered = (claimed: Claimed, remoteId = 'remote-1'): Settled => ({
  ...fence(claimed),
  result: {
    kind: 'delivered',
    action: claimed.link === null ? 'create' : 'update',
    possibleDuplicate: false,
    link: { remoteId, number: `INC-${remoteId}`, url: null, writtenDigest: claimed.wantDigest },
  },
});

export const retry = (claimed: Claimed, unknown: boolean, delayMs = 0, counted = true): Settled => ({
  ...fence(claimed),
  result: {
    kind: 'retry',
    delayMs,
    unknown,
    counted,
    failure: { class: 'transient', scope: 'record', evidence: { message: 'no answer' } },
  },
});

export const parked = (claimed: Claimed, failureClass: 'invalid' | 'unknown' = 'invalid', head: HeadPolicy = 'skip'): Settled => ({
  ...fence(claimed),
  result: {
    kind: 'parked',
    head,
    failure: { class: failureClass, scope: 'record', evidence: { message: 'group is missing', code: '400', field: 'group' } },
  },
});

const fence = ({ laneId, epoch, deliveryId, attempt }: Claimed) => ({ laneId, epoch, deliveryId, attempt });

export const anyDesk = [{ targetSystem: 'desk', max: 100 }] as const;

/** Claims what is due and answers the only head; throws when there isn't exactly one. */
export async function claimOne(store: Store, settled: readonly Settled[] = [], leaseMs = 60_000): Promise<Claimed> {
  const { claimed, refused } = await store.settleAndClaim('worker', settled, anyDesk, leaseMs);
  const [head] = claimed;
  if (head === undefined || claimed.length > 1 || refused > 0)
    throw new Error(`expected one head, got ${claimed.length}, ${refused} refused`);
  return head;
}
