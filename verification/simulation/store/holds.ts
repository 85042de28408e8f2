import type { Bucket, ClaimOrder, Escalation, Hold, HoldChange, HoldStore, Lessons, Probe } from '#libs/state';

type Row = { -readonly [K in keyof Hold]: Hold[K] };
type Tokens = { tokens: number; at: number };

/** What the holds and buckets leave of an order (libs/state: admission). */
export interface Allowed {
  readonly order: ClaimOrder;
  readonly max: number;
  readonly probes: readonly Probe[];
}

export interface Holds {
  readonly methods: HoldStore;
  learn(lessons: Lessons): void;
  allow(orders: readonly ClaimOrder[], probeMs: number): readonly Allowed[];
  account(allowed: readonly Allowed[], claimedOf: (system: string) => number): void;
}

export function createHolds(now: () => number): Holds {
  const rows = new Map<string, Row>();
  const told: { -readonly [K in keyof Escalation]: Escalation[K] }[] = [];
  const announced = new Set<string>();
  const buckets = new Map<string, Tokens>();
  const keyOf = (subject: string, kind: Hold['kind']): string => `${subject}\n${kind}`;
  const inForce = (row: Row): boolean => row.kind !== 'quota' || (row.until ?? 0) > now();
  const probed = (subject: string): Row | undefined => rows.get(keyOf(subject, 'breaker')) ?? rows.get(keyOf(subject, 'credential'));

  function open({ subject, kind, system, failure, forMs, credentialVersion, escalateTo }: Extract<HoldChange, { change: 'open' }>): void {
    const until = forMs === null ? null : now() + forMs;
    const known = rows.get(keyOf(subject, kind));
    if (known) {
      if (kind !== 'quota') return;
      const since = inForce(known) ? known.since : now();
      Object.assign(known, {
        since,
        failure,
        until: known.until === null || until === null ? (known.until ?? until) : Math.max(known.until, until),
      });
      return;
    }
    rows.set(keyOf(subject, kind), {
      subject,
      kind,
      system,
      failure,
      credentialVersion,
      until,
      phase: 'open',
      since: now(),
      rounds: 0,
      allowed: 1,
    });
    const untold = !told.some((each) => each.subject === subject && each.kind === kind && each.resolvedAt === null);
    if (escalateTo !== null && untold)
      told.push({
        id: String(told.length + 1),
        subject,
        system,
        kind,
        owner: escalateTo,
        reason: failure.evidence.message,
        openedAt: now(),
        resolvedAt: null,
      });
  }

  function passed({ subject, allowed, full }: Extract<HoldChange, { change: 'passed' }>): void {
    const row = probed(subject);
    if (!row || row.phase === 'open' || row.allowed !== allowed) return;
    const next = Math.max(1, allowed) * 2;
    if (next < full) return void Object.assign(row, { phase: 'ramp', allowed: next, rounds: 0, until: null });
    rows.delete(keyOf(subject, row.kind));
    for (const each of told) if (each.subject === subject && each.kind === row.kind) each.resolvedAt ??= now();
  }

  function change(given: HoldChange): void {
    const row = probed(given.subject);
    if (given.change === 'open') open(given);
    else if (given.change === 'passed') passed(given);
    else if (given.change === 'probe' && row?.phase === 'open') row.until = now();
    else if (given.change === 'failed' && row && row.phase !== 'open')
      Object.assign(row, { phase: 'open', rounds: row.rounds + 1, allowed: 1, failure: given.failure, until: now() + given.forMs });
  }

  const changeAll = (changes: readonly HoldChange[]): void => {
    for (const each of changes.toSorted((a, b) => (a.subject < b.subject ? -1 : Number(a.subject > b.subject)))) change(each);
  };

  const spend = (subject: string, calls: number): void => {
    const bucket = buckets.get(subject);
    if (bucket) bucket.tokens -= calls;
  };

  function fill({ subject, perSecond, burst }: Bucket): number {
    const known = buckets.get(subject) ?? { tokens: burst, at: now() };
    buckets.set(subject, known);
    known.tokens = Math.min(burst, known.tokens + (Math.max(0, now() - known.at) / 1_000) * perSecond);
    known.at = Math.max(known.at, now());
    return known.tokens;
  }

  function allowHeld(order: ClaimOrder, held: readonly Row[], taken: Set<string>, probeMs: number): Allowed {
    const closed = held.filter(({ phase }) => phase !== 'ramp');
    const due = closed.every((row) => row.kind !== 'quota' && !taken.has(row.subject) && row.until !== null && row.until <= now());
    if (!due) return { order, max: 0, probes: [] };
    for (const row of closed) {
      taken.add(row.subject);
      Object.assign(row, { phase: 'probing', allowed: 1, until: now() + probeMs });
    }
    const probes = held.map(
      ({ subject, phase, rounds, allowed }): Probe => ({ subject, rounds, allowed, phase: phase === 'ramp' ? 'ramp' : 'probing' }),
    );
    const room = Math.min(...probes.map(({ phase, allowed }) => (phase === 'probing' ? 1 : allowed - (order.inFlight ?? 0))));
    return { order, max: Math.max(0, Math.min(order.max, room)), probes };
  }

  return {
    methods: {
      holds: async () => [...rows.values()].filter(inForce).map((row) => ({ ...row })),
      escalations: async (limit) =>
        told
          .toReversed()
          .slice(0, limit)
          .map((each) => ({ ...each })),
      announce: async (tell) => {
        for (const each of told.filter(({ id, resolvedAt }) => resolvedAt === null && !announced.has(id))) {
          tell({ ...each });
          announced.add(each.id);
        }
      },
      changeHolds: async (changes) => changeAll(changes),
    },
    learn({ holds, spent }) {
      changeAll(holds);
      for (const { subject, calls } of spent) spend(subject, calls);
    },
    allow(orders, probeMs) {
      const taken = new Set<string>();
      const left = new Map<string, number>();
      return orders.map((order) => {
        const held = [...rows.values()].filter((row) => order.subjects?.includes(row.subject) && inForce(row));
        const allowed = held.length === 0 ? { order, max: order.max, probes: [] } : allowHeld(order, held, taken, probeMs);
        const { bucket } = order;
        if (!bucket || allowed.max === 0) return allowed;
        const tokens = left.get(bucket.subject) ?? Math.max(0, Math.floor(fill(bucket)));
        const max = Math.min(allowed.max, tokens);
        left.set(bucket.subject, tokens - max);
        return { ...allowed, max };
      });
    },
    account(allowed, claimedOf) {
      for (const { order, probes } of allowed) {
        const count = claimedOf(order.targetSystem);
        if (order.bucket) spend(order.bucket.subject, count);
        if (count > 0) continue;
        for (const { subject, phase } of probes) {
          const row = probed(subject);
          if (phase === 'probing' && row?.phase === 'probing') Object.assign(row, { phase: 'open', until: now() });
        }
      }
    },
  };
}
