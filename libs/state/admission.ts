/** How many lanes may be claimed while systems are held and limits are near: part of settleAndClaim's transaction. */
import type { ClaimOrder, Hold, Probe } from './contract.ts';
import { type HoldRow, holdOf, spend } from './hold-store.ts';
import { columns, type Run } from './pool.ts';
import { fillBuckets, readHolds, returnProbes, takeProbes } from './sql/holds.ts';
import { decodeText, encodeText } from './text.ts';

/** What the holds and buckets leave of an order. */
export interface Allowed {
  readonly order: ClaimOrder;
  readonly max: number;
  readonly probes: readonly Probe[];
}

/** Holds of all subjects of these orders; sent ahead of whatever else the transaction waits for. */
export async function heldFor(run: Run, orders: readonly ClaimOrder[]): Promise<readonly Hold[]> {
  const subjects = [...new Set(orders.flatMap((order) => order.subjects ?? []))];
  if (subjects.length === 0) return [];
  return (await run<HoldRow>(readHolds, [subjects.map(encodeText)])).map(holdOf);
}

/** Takes the probes that are due and the steps of ramps; `probeMs`: how long a probe may take before another one is made. */
export async function allow(run: Run, orders: readonly ClaimOrder[], held: readonly Hold[], probeMs: number): Promise<readonly Allowed[]> {
  const bySubject = Map.groupBy(held, (hold) => hold.subject);
  const taken = new Set<string>();
  const result: Allowed[] = [];
  for (const order of orders) {
    const holds = (order.subjects ?? []).flatMap((subject) => bySubject.get(subject) ?? []);
    result.push(holds.length === 0 ? { order, max: order.max, probes: [] } : await allowHeld(run, order, holds, taken, probeMs));
  }
  return inBuckets(run, result);
}

async function allowHeld(run: Run, order: ClaimOrder, holds: readonly Hold[], taken: Set<string>, probeMs: number): Promise<Allowed> {
  const nothing = { order, max: 0, probes: [] };
  const closed = holds.filter((hold) => hold.phase !== 'ramp');
  if (closed.some((hold) => hold.kind === 'quota' || taken.has(hold.subject))) return nothing;
  const subjects = closed.map((hold) => hold.subject);
  const got = subjects.length === 0 ? [] : await run<{ subject: string }>(takeProbes, [subjects.map(encodeText), probeMs]);
  for (const { subject } of got) taken.add(decodeText(subject));
  if (got.length < subjects.length) {
    if (got.length > 0) await run(returnProbes, [got.map((each) => each.subject)]);
    return nothing;
  }
  const steps = holds.map((hold): Probe => {
    const probing = hold.phase !== 'ramp';
    return { subject: hold.subject, phase: probing ? 'probing' : 'ramp', rounds: hold.rounds, allowed: probing ? 1 : hold.allowed };
  });
  const room = Math.min(...steps.map(({ phase, allowed }) => (phase === 'probing' ? 1 : allowed - (order.inFlight ?? 0))));
  return { order, max: Math.max(0, Math.min(order.max, room)), probes: steps };
}

async function inBuckets(run: Run, allowed: readonly Allowed[]): Promise<readonly Allowed[]> {
  const buckets = new Map(allowed.flatMap(({ order, max }) => (order.bucket && max > 0 ? [[order.bucket.subject, order.bucket]] : [])));
  if (buckets.size === 0) return allowed;
  const wanted = [...buckets.values()];
  const cells = columns(wanted, [({ subject }) => encodeText(subject), ({ perSecond }) => perSecond, ({ burst }) => burst]);
  const rows = await run<{ subject: string; tokens: number }>(fillBuckets, cells);
  const tokens = new Map(rows.map((row) => [decodeText(row.subject), row.tokens]));
  return allowed.map((each) => {
    const { bucket } = each.order;
    if (!bucket) return each;
    const left = Math.max(0, Math.floor(tokens.get(bucket.subject) ?? 0));
    const max = Math.min(each.max, left);
    tokens.set(bucket.subject, left - max);
    return { ...each, max };
  });
}

/** After the claim: tokens that were really used are taken; probes for which nothing was due are given back. */
export async function account(run: Run, allowed: readonly Allowed[], claimedOf: (system: string) => number): Promise<void> {
  const used = new Map<string, number>();
  for (const { order } of allowed) {
    const count = claimedOf(order.targetSystem);
    if (order.bucket && count > 0) used.set(order.bucket.subject, (used.get(order.bucket.subject) ?? 0) + count);
  }
  await spend(run, used);
  const idle = allowed.filter(({ order }) => claimedOf(order.targetSystem) === 0);
  const unused = idle.flatMap(({ probes }) => probes.flatMap(({ phase, subject }) => (phase === 'probing' ? [encodeText(subject)] : [])));
  if (unused.length > 0) await run(returnProbes, [unused]);
}
