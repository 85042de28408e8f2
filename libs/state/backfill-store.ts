import type { BackfillStore } from './intake-contract.ts';
import type { Database } from './pool.ts';
import { claim, done, failed, readWatermarks, renew, seen, want } from './sql/backfill.ts';
import { decodeOptional, decodeText, encodeText } from './text.ts';

/** How far each source that can be asked is known, and who asks. */
export function backfillStore(database: Database): BackfillStore {
  return {
    sourcesSeen: async (systems, started, gapMs) => {
      if (systems.length > 0) await database.statement(seen, [[...new Set(systems)].map(encodeText), started, gapMs]);
    },
    wantBackfill: async (system, agoMs, reason) => {
      await database.statement(want, [encodeText(system), agoMs, encodeText(reason)]);
    },
    claimBackfill: async (systems, owner, leaseMs) => {
      type Row = { system: string; epoch: number; since_ms: number; reason: string };
      const [row] = await database.statement<Row>(claim, [systems.map(encodeText), encodeText(owner), leaseMs]);
      if (row === undefined) return null;
      return { system: decodeText(row.system), epoch: row.epoch, sinceMs: row.since_ms, reason: decodeText(row.reason) };
    },
    renewBackfill: async (system, epoch, leaseMs) => (await database.statement(renew, [encodeText(system), epoch, leaseMs])).length > 0,
    backfilled: async (system, epoch, result) => {
      if (result === null) await database.statement(done, [encodeText(system), epoch]);
      else await database.statement(failed, [encodeText(system), epoch, encodeText(result.error), result.retryMs]);
    },
    watermarks: async () => (await database.statement<WatermarkCells>(readWatermarks, [])).map(watermarkOf),
  };
}

interface WatermarkCells {
  readonly system: string;
  readonly reason: string | null;
  readonly last_error: string | null;
  readonly watermark: number;
  readonly last_seen: number;
  readonly wanted_since: number | null;
  readonly last_run: number | null;
}

const watermarkOf = (row: WatermarkCells) => ({
  system: decodeText(row.system),
  watermark: row.watermark,
  lastSeen: row.last_seen,
  wantedSince: row.wanted_since,
  reason: decodeOptional(row.reason),
  lastRun: row.last_run,
  lastError: decodeOptional(row.last_error),
});
