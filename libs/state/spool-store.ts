import type { SpoolStore } from './intake-contract.ts';
import type { Database } from './pool.ts';
import { appendSpool, closeGate, forgetSpooled, leaseGate, oldestSpooled, openGate, readGates } from './sql/spool.ts';
import { decodeText, encodeText } from './text.ts';

/** Calls that Kafka did not take, kept in order per source. */
export function spoolStore(database: Database): SpoolStore {
  return {
    spool: (source, records, holdMs) =>
      database.transaction(async (run) => {
        const [gate] = await run<{ open_for_ms: number }>(openGate, [encodeText(source), holdMs]);
        await run(appendSpool, [encodeText(source), [...records]]);
        return { openForMs: Math.max(0, gate?.open_for_ms ?? 0) };
      }),
    spoolOpen: async () => {
      const gates = await database.statement<{ source: string; open_for_ms: number; waiting: number }>(readGates, []);
      return gates.map(({ source, open_for_ms, waiting }) => ({ source: decodeText(source), openForMs: open_for_ms, waiting }));
    },
    drainSpool: (owner, limit, leaseMs) =>
      database.transaction(async (run) => {
        const [gate] = await run<{ source: string }>(leaseGate, [encodeText(owner), leaseMs]);
        if (gate === undefined) return null;
        // Read after the lock is held: a statement sees what was committed before it began.
        const rows = await run<{ seq: string; record: string }>(oldestSpooled, [gate.source, limit]);
        if (rows.length === 0) await run(closeGate, [gate.source]);
        return { source: decodeText(gate.source), rows };
      }),
    spoolDone: async (seqs) => {
      if (seqs.length > 0) await database.statement(forgetSpooled, [[...seqs]]);
    },
  };
}
