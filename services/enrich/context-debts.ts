import type { Message } from '#libs/stage';
import { pause } from '#libs/stage';
import { type ContextDebt, type DebtStore, isNewerDebt } from '#libs/state';
import type { Logger } from '#libs/telemetry';
import { type Enrichable, type Found, owedKeys } from './enrich.ts';

export interface ContextDebts {
  /** Notes what goes on without its context; waits for that at most `withinMs` and never fails. */
  note(batch: readonly Message<Enrichable>[], found: Found, withinMs: number): Promise<void>;
  /** Writes what could not be written when it was noted. */
  flush(): Promise<void>;
  /** What is kept in memory alone. */
  readonly unwritten: readonly ContextDebt[];
}

/** Records whose debt waits in memory while the store is away; beyond it the oldest are forgotten, and counted in the log. */
const mostUnwritten = 20_000;

/**
 * What enrich owes. In good times a debt is on disk before its record goes on; while the store does not answer it waits in memory, since
 * the record must not: a process that dies meanwhile leaves those records with the context they had, marked as degraded.
 */
export function createContextDebts(store: DebtStore, logger: Logger): ContextDebts {
  const unwritten = new Map<string, ContextDebt>();

  function keep(debts: readonly ContextDebt[]): void {
    for (const debt of debts) {
      const key = `${debt.system}\n${debt.record}`;
      // A process that wakes up may send an older version again behind a newer one, whose debt stays.
      if (!isNewerDebt(debt, unwritten.get(key))) continue;
      unwritten.delete(key);
      unwritten.set(key, debt);
    }
    let forgotten = 0;
    for (const key of unwritten.keys()) {
      if (unwritten.size <= mostUnwritten) break;
      unwritten.delete(key);
      forgotten++;
    }
    if (forgotten > 0) logger.error({ forgotten }, 'too many records wait for their context; the oldest will not be updated');
  }

  return {
    async note(batch, found, withinMs) {
      const debts = batch.flatMap((message) => debtOf(message, found));
      if (debts.length === 0) return;
      if (found === null) return keep(debts);
      const late = new AbortController();
      const written = store.oweContext(debts).then(
        () => true,
        (error: unknown) => {
          logger.warn({ reason: String(error) }, 'what is owed could not be written; it is kept in memory for now');
          return false;
        },
      );
      const inTime = await Promise.race([written, pause(withinMs, late.signal).then(() => false)]);
      late.abort();
      if (!inTime) keep(debts);
    },
    async flush() {
      const debts = [...unwritten].slice(0, 1_000);
      if (debts.length === 0) return;
      await store.oweContext(debts.map(([, debt]) => debt));
      for (const [key, debt] of debts) if (unwritten.get(key) === debt) unwritten.delete(key);
    },
    get unwritten() {
      return [...unwritten.values()];
    },
  };
}

function debtOf(message: Message<Enrichable>, found: Found): ContextDebt[] {
  const keys = owedKeys(message.value, found);
  if (keys.length === 0) return [];
  const { topic, partition, offset } = message;
  const { system, record, version } = message.value.meta;
  return [{ system, record, version, keys, topic, partition, offset: Number(offset) }];
}
