import type { ContextDebt, DebtStore } from './debt-contract.ts';
import { isNewerDebt } from './newer-debt.ts';
import { columns, type Database } from './pool.ts';
import { due, giveUp, owe, paid } from './sql/debts.ts';
import { decodeText, encodeJson, encodeText } from './text.ts';

interface DebtCells {
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly keys: string;
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
  readonly age_ms: number;
}

/** Context that is owed to records which went on without it. */
export function debtStore(database: Database): DebtStore {
  return {
    oweContext: async (debts) => {
      const newest = newestOf(debts);
      if (newest.length === 0) return;
      await database.statement(
        owe,
        columns(newest, [
          (debt) => encodeText(debt.system),
          (debt) => encodeText(debt.record),
          (debt) => debt.version,
          (debt) => encodeJson(debt.keys),
          (debt) => encodeText(debt.topic),
          (debt) => debt.partition,
          (debt) => debt.offset,
        ]),
      );
    },
    dueContext: (limit, maxAgeMs) =>
      database.transaction(async (run) => {
        await run(giveUp, [maxAgeMs]);
        return (await run<DebtCells>(due, [limit])).map(debtOf);
      }),
    contextPaid: async (debts) => {
      if (debts.length === 0) return;
      await database.statement(
        paid,
        columns(debts, [
          (debt) => encodeText(debt.system),
          (debt) => encodeText(debt.record),
          (debt) => debt.version,
          (debt) => debt.offset,
        ]),
      );
    },
  };
}

/** One debt a record, the newest, sorted: the order in which every writer takes its locks. */
function newestOf(debts: readonly ContextDebt[]): ContextDebt[] {
  const newest = new Map<string, ContextDebt>();
  for (const debt of debts) {
    const key = JSON.stringify([debt.system, debt.record]);
    if (isNewerDebt(debt, newest.get(key))) newest.set(key, debt);
  }
  return [...newest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, debt]) => debt);
}

const debtOf = (row: DebtCells): ContextDebt & { readonly ageMs: number } => ({
  system: decodeText(row.system),
  record: decodeText(row.record),
  version: row.version,
  keys: JSON.parse(row.keys) as string[],
  topic: decodeText(row.source_topic),
  partition: row.source_partition,
  offset: row.source_offset,
  ageMs: row.age_ms,
});
