import { type Allowed, account, allow, heldFor } from './admission.ts';
import type { Claimed, ClaimOrder, DeliveryStore, Lessons, Link, Probe, Settled } from './contract.ts';
import { learn } from './hold-store.ts';
import { type Cell, columns, type Database, type Run } from './pool.ts';
import { moveAppendsBehind, parkDeliveries, supersedeParked } from './review-park.ts';
import { beginAttempts, claimLanes, countWaiting, renewLanes, settle } from './sql/lanes.ts';
import { decodeOptional, decodeText, encodeJson, encodeOptional, encodeText } from './text.ts';

const nothing: Lessons = { holds: [], spent: [] };

/** The send side of deliver: results in, leases out. */
export function laneStore(database: Database): Pick<DeliveryStore, 'settleAndClaim' | 'renew' | 'waiting'> {
  return {
    settleAndClaim: async (owner, settled, claim, leaseMs, lessons = nothing) => {
      const orders = claim.filter((order) => order.max > 0);
      const work = settled.length + orders.length + lessons.holds.length + lessons.spent.length;
      if (work === 0) return { claimed: [], refused: 0 };
      return database.transaction(async (run) => {
        const refused = settled.length === 0 ? 0 : await settleAll(run, settled);
        await learn(run, lessons);
        const claimed = orders.length === 0 ? [] : await claimAllowed(run, owner, orders, leaseMs);
        return { claimed, refused };
      });
    },
    renew: async (leases, leaseMs) => {
      if (leases.length === 0) return new Set();
      const held = columns(leases, [(lease) => lease.laneId, (lease) => lease.epoch]);
      const rows = await database.statement<{ id: string }>(renewLanes, [...held, leaseMs]);
      return new Set(rows.map((row) => row.id));
    },
    waiting: async () => {
      type Found = { target_system: string; lanes: number; blocked: number; deliveries: number; oldest_ms: number };
      const rows = await database.statement<Found>(countWaiting, []);
      return rows.map((row) => ({
        targetSystem: decodeText(row.target_system),
        lanes: row.lanes,
        blocked: row.blocked,
        deliveries: row.deliveries,
        oldestMs: row.oldest_ms,
      }));
    },
  };
}

/** Returns how many were refused: stale, or a second result for one lane. */
async function settleAll(run: Run, settled: readonly Settled[]): Promise<number> {
  const byLane = new Map<string, Settled>();
  for (const each of settled) if (!byLane.has(each.laneId)) byLane.set(each.laneId, each);
  const rows = await run<{ lane_id: string }>(settle, columns([...byLane.values()], RESULT));
  const applied = new Set(rows.map((row) => row.lane_id));
  const parked = [...byLane.values()].filter((each) => each.result.kind === 'parked' && applied.has(each.laneId));
  if (parked.length > 0) await parkDeliveries(run, parked);
  const replaceable = parked.filter(({ result }) => result.kind === 'parked' && result.head === 'supersede');
  await supersedeParked(
    run,
    replaceable.map((each) => each.laneId),
  );
  await moveAppendsBehind(
    run,
    parked.map((each) => each.laneId),
  );
  return settled.length - applied.size;
}

const linkOf = ({ result }: Settled): Link | null => (result.kind === 'delivered' ? result.link : null);
const failureOf = ({ result }: Settled) => (result.kind === 'retry' || result.kind === 'parked' ? result.failure : null);

/** How the attempt ended. A head parked in doubt leaves the doubt behind for the rest of its episode. */
function attemptState({ result }: Settled): 'ok' | 'failed' | 'unknown' {
  if (result.kind === 'retry') return result.unknown ? 'unknown' : 'failed';
  if (result.kind === 'parked') return result.failure.class === 'unknown' ? 'unknown' : 'failed';
  return 'ok';
}

function reasonOf({ result }: Settled): string | null {
  if (result.kind === 'noop' || result.kind === 'appended') return encodeText(result.reason);
  return result.kind === 'parked' ? encodeText(result.failure.evidence.message) : null;
}

/** In the order of settle's $1-$17. */
const RESULT: readonly ((settled: Settled) => Cell)[] = [
  (each) => each.laneId,
  (each) => each.epoch,
  (each) => each.deliveryId,
  (each) => each.attempt,
  (each) => (each.result.kind === 'appended' ? 'delivered' : each.result.kind),
  attemptState,
  ({ result }) => (result.kind === 'delivered' || result.kind === 'appended' ? result.action : null),
  (each) => (failureOf(each) === null ? null : encodeJson(failureOf(each))),
  reasonOf,
  (each) => (each.result.kind === 'retry' ? each.result.delayMs : 0),
  (each) => encodeOptional(each.result.kind === 'appended' ? each.result.entry : (linkOf(each)?.remoteId ?? null)),
  (each) => encodeOptional(linkOf(each)?.number ?? null),
  (each) => encodeOptional(linkOf(each)?.url ?? null),
  (each) => encodeOptional(linkOf(each)?.writtenDigest ?? null),
  (each) => 'possibleDuplicate' in each.result && each.result.possibleDuplicate,
  (each) => each.result.kind === 'retry' && each.result.counted,
  (each) => (each.result.kind === 'parked' ? each.result.head : null),
];

interface LeasedLane {
  readonly id: string;
  readonly epoch: string;
  readonly head_seq: string;
  readonly target_system: string;
  readonly target_key: string;
}

interface Head {
  readonly lane_id: string;
  readonly id: string;
  readonly episode: number;
  readonly flow: string;
  readonly want: string;
  readonly want_digest: string | null;
  readonly traceparent: string | null;
  readonly n: number;
  readonly tries: number;
  readonly remote_id: string | null;
  readonly number: string | null;
  readonly url: string | null;
  readonly written_digest: string | null;
  readonly written: string | null;
  readonly unknown_ms: number | null;
  readonly tried_ms: number | null;
}

async function claimAllowed(run: Run, owner: string, orders: readonly ClaimOrder[], leaseMs: number): Promise<Claimed[]> {
  const allowed = await allow(run, orders, await heldFor(run, orders), leaseMs);
  const probes = new Map(allowed.map((each) => [each.order.targetSystem, each.probes]));
  const open = allowed.filter(({ max }) => max > 0);
  const claimed = open.length === 0 ? [] : await claimHeads(run, owner, open, leaseMs, probes);
  if (allowed.some(({ order, probes: taken }) => taken.length > 0 || order.bucket)) {
    const counts = Map.groupBy(claimed, (each) => each.targetSystem);
    await account(run, allowed, (system) => counts.get(system)?.length ?? 0);
  }
  return claimed;
}

type Probes = ReadonlyMap<string, readonly Probe[]>;

async function claimHeads(run: Run, owner: string, open: readonly Allowed[], leaseMs: number, probes: Probes): Promise<Claimed[]> {
  const wanted = columns(open, [({ order }) => encodeText(order.targetSystem), ({ max }) => max]);
  const leased = await run<LeasedLane>(claimLanes, [...wanted, encodeText(owner), leaseMs]);
  if (leased.length === 0) return [];
  const lanes = new Map(leased.map((lane) => [lane.id, lane]));
  const heads = await run<Head>(beginAttempts, columns(leased, [(lane) => lane.id, (lane) => lane.epoch, (lane) => lane.head_seq]));
  if (heads.length !== leased.length) throw new Error(`${leased.length} lanes were due but only ${heads.length} heads exist`);
  return heads.flatMap((head) => {
    const lane = lanes.get(head.lane_id);
    return lane === undefined ? [] : [claimedOf(lane, head, probes)];
  });
}

function claimedOf(lane: LeasedLane, head: Head, probes: Probes): Claimed {
  const targetSystem = decodeText(lane.target_system);
  return {
    targetSystem,
    laneId: lane.id,
    epoch: Number(lane.epoch),
    deliveryId: head.id,
    targetKey: decodeText(lane.target_key),
    episode: head.episode,
    flow: decodeText(head.flow),
    want: JSON.parse(head.want),
    wantDigest: decodeOptional(head.want_digest) ?? '',
    traceparent: decodeOptional(head.traceparent),
    attempt: head.n,
    triedForMs: Math.max(0, head.tried_ms ?? 0),
    link: readLink(head),
    written: head.written === null ? null : JSON.parse(head.written),
    mustAsk: head.unknown_ms !== null,
    unknownForMs: Math.max(0, head.unknown_ms ?? 0),
    tries: head.tries,
    probes: probes.get(targetSystem) ?? [],
  };
}

/** The link columns of a left join. */
export function readLink(row: Pick<Head, 'remote_id' | 'number' | 'url' | 'written_digest'>): Link | null {
  if (row.remote_id === null || row.written_digest === null) return null;
  return {
    remoteId: decodeText(row.remote_id),
    number: decodeOptional(row.number),
    url: decodeOptional(row.url),
    writtenDigest: decodeText(row.written_digest),
  };
}
