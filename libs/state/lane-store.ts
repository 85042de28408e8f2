import { account, allow, heldFor } from './admission.ts';
import type { Claimed, ClaimOrder, DeliveryStore, Hold, Lessons, Link, Probe, Settled } from './contract.ts';
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
      return database.transaction((run, last) => turn({ run, last, owner, leaseMs }, settled, orders, lessons));
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
  if (settled.length === 0) return 0;
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

/** The transaction of one turn, and for whom it claims. */
interface Turn {
  readonly run: Run;
  readonly last: Run;
  readonly owner: string;
  readonly leaseMs: number;
}

/** A healthy batch is two round trips: results, holds and leases; then the heads with the commit. */
async function turn(at: Turn, settled: readonly Settled[], orders: readonly ClaimOrder[], lessons: Lessons) {
  const plain = settled.every(({ result }) => result.kind !== 'parked') && lessons.holds.length + lessons.spent.length === 0;
  const settling = settleAll(plain && orders.length === 0 ? at.last : at.run, settled);
  if (!plain) {
    // In this order, so that two workers wait for each other in one direction only.
    await settling;
    await learn(at.run, lessons);
  }
  const free = orders.filter((order) => !order.bucket);
  const [refused, held, leased] = await Promise.all([settling, heldFor(at.run, orders), lease(at, free, subjectsOf(free))]);
  return { claimed: await claimAllowed(at, orders, held, leased), refused };
}

const subjectsOf = (orders: readonly ClaimOrder[]): readonly (readonly [system: string, subject: string])[] =>
  orders.flatMap(({ targetSystem, subjects = [] }) => subjects.map((subject) => [targetSystem, subject] as const));

/** What is left to claim after `leased`, which needed nobody's leave, and then the heads of both. */
async function claimAllowed(
  at: Turn,
  orders: readonly ClaimOrder[],
  held: readonly Hold[],
  leased: readonly LeasedLane[],
): Promise<Claimed[]> {
  const subjects = new Set(held.map((hold) => hold.subject));
  const kept = orders.filter((order) => order.bucket || order.subjects?.some((subject) => subjects.has(subject)));
  if (kept.length === 0) return begin(at.last, leased, new Map());
  const got = countOf(leased);
  const left = kept.map((order) => ({ ...order, max: order.max - got(order.targetSystem) }));
  const allowed = await allow(at.run, left, held, at.leaseMs);
  const open = allowed.filter(({ max }) => max > 0).map(({ order, max }) => ({ ...order, max }));
  const more = await lease(at, open, []);
  const claimed = await begin(at.run, [...leased, ...more], new Map(allowed.map((each) => [each.order.targetSystem, each.probes])));
  await account(at.run, allowed, countOf(more));
  return claimed;
}

function countOf(leased: readonly LeasedLane[]): (system: string) => number {
  const counts = Map.groupBy(leased, (lane) => decodeText(lane.target_system));
  return (system) => counts.get(system)?.length ?? 0;
}

async function lease(
  { run, owner, leaseMs }: Turn,
  orders: readonly ClaimOrder[],
  unless: ReturnType<typeof subjectsOf>,
): Promise<LeasedLane[]> {
  if (orders.length === 0) return [];
  const wanted = columns(orders, [({ targetSystem }) => encodeText(targetSystem), ({ max }) => max]);
  const guards = columns(unless, [([system]) => encodeText(system), ([, subject]) => encodeText(subject)]);
  return run<LeasedLane>(claimLanes, [...wanted, encodeText(owner), leaseMs, ...guards]);
}

type Probes = ReadonlyMap<string, readonly Probe[]>;

/** A new attempt for each head. */
async function begin(run: Run, leased: readonly LeasedLane[], probes: Probes): Promise<Claimed[]> {
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
