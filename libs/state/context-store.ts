import type { ContextKind, ContextStore } from './contract.ts';
import { columns, type Database } from './pool.ts';
import { readContext } from './sql/tracker.ts';
import { decodeText, encodeText } from './text.ts';

/** What enrich reads. */
export function contextStore(database: Database): ContextStore {
  return {
    context: async (keys) => {
      if (keys.length === 0) return [];
      const distinct = [...new Map(keys.map((each) => [`${each.kind}:${each.key}`, each])).values()];
      const wanted = columns(distinct, [(each) => each.kind, (each) => encodeText(each.key)]);
      type Found = { kind: ContextKind; key: string; data: string; age_ms: number };
      const rows = await database.statement<Found>(readContext, wanted);
      return rows.map((row) => ({
        kind: row.kind,
        key: decodeText(row.key),
        data: JSON.parse(row.data) as unknown,
        ageMs: Math.max(0, row.age_ms),
      }));
    },
  };
}
