import { type ContextDebt, type DebtStore, isNewerDebt, type SpoolStore } from '#libs/state';

/** What waits at the intake, for whoever watches. */
export interface Waiting {
  /** Records as they were spooled. */
  readonly spooled: ReadonlyMap<number, { readonly record: string }>;
  readonly owed: ReadonlyMap<string, ContextDebt>;
  /** How much ever came so far. */
  readonly reached: Readonly<Record<'spooled' | 'owed' | 'made good', number>>;
}

interface Gate {
  readonly openedAt: number;
  notBefore: number;
  owner: string | null;
  until: number;
}

/** What ingest keeps for senders that do not come again. */
export function createSpool(now: () => number): {
  readonly methods: SpoolStore;
  readonly spooled: Waiting['spooled'];
  readonly reached: { readonly spooled: number };
} {
  const gates = new Map<string, Gate>();
  const rows = new Map<number, { readonly source: string; readonly record: string }>();
  let last = 0;
  const of = (source: string) => [...rows].filter(([, row]) => row.source === source);
  const methods: SpoolStore = {
    async spool(source, records, holdMs) {
      const gate = gates.get(source) ?? { openedAt: now(), notBefore: 0, owner: null, until: 0 };
      gates.set(source, gate);
      gate.notBefore = Math.max(gate.notBefore, now() + holdMs);
      for (const record of records) rows.set(++last, { source, record });
      return { openForMs: now() - gate.openedAt };
    },
    spoolOpen: async () =>
      [...gates].map(([source, { openedAt }]) => ({ source, openForMs: now() - openedAt, waiting: of(source).length })),
    async drainSpool(owner, limit, leaseMs) {
      const free = [...gates].filter(([, gate]) => gate.notBefore <= now() && (gate.owner === owner || gate.until < now()));
      const [source, gate] =
        free.sort(([, a], [, b]) => Number(b.owner === owner) - Number(a.owner === owner) || a.openedAt - b.openedAt)[0] ?? [];
      if (source === undefined || gate === undefined) return null;
      Object.assign(gate, { owner, until: now() + leaseMs });
      const oldest = of(source).slice(0, limit);
      if (oldest.length === 0) gates.delete(source);
      return { source, rows: oldest.map(([seq, { record }]) => ({ seq: String(seq), record })) };
    },
    async spoolDone(seqs) {
      for (const seq of seqs) rows.delete(Number(seq));
    },
  };
  return {
    methods,
    spooled: rows,
    reached: {
      get spooled() {
        return last;
      },
    },
  };
}

type Owed = ContextDebt & { readonly since: number; dueAt: number };

/** What enrich owes. */
export function createDebts(now: () => number): {
  readonly methods: DebtStore;
  readonly owed: Waiting['owed'];
  readonly reached: { readonly owed: number; readonly 'made good': number };
} {
  const reached = { owed: 0, 'made good': 0 };
  const owed = new Map<string, Owed>();
  const keyOf = ({ system, record }: Pick<ContextDebt, 'system' | 'record'>): string => JSON.stringify([system, record]);
  const methods: DebtStore = {
    async oweContext(debts) {
      for (const debt of debts) {
        if (!isNewerDebt(debt, owed.get(keyOf(debt)))) continue;
        reached.owed++;
        owed.set(keyOf(debt), { ...debt, since: now(), dueAt: now() + 1_000 });
      }
    },
    async dueContext(limit, maxAgeMs) {
      for (const [key, debt] of owed) if (now() - debt.since > maxAgeMs) owed.delete(key);
      const turn = [...owed.values()].filter((debt) => debt.dueAt <= now()).sort((a, b) => a.dueAt - b.dueAt);
      return turn.slice(0, limit).map((debt) => {
        debt.dueAt = now() + Math.min(Math.max((now() - debt.since) / 2, 2_000), 60_000);
        const { since, dueAt: _dueAt, ...given } = debt;
        return { ...given, ageMs: now() - since };
      });
    },
    async contextPaid(debts) {
      for (const debt of debts) {
        const known = owed.get(keyOf(debt));
        if (known?.version === debt.version && known.offset === debt.offset && owed.delete(keyOf(debt))) reached['made good']++;
      }
    },
  };
  return { methods, owed, reached };
}
