import type { ContextStore, TrackerStore } from '#libs/state';
import type { Tables } from './tables.ts';

export function trackerMethods(tables: Tables, now: () => number): TrackerStore & ContextStore {
  return {
    async record(messages, outcomes, projections) {
      for (const message of messages) if (!tables.messages.has(message.id)) tables.messages.set(message.id, message);
      for (const outcome of outcomes) tables.journeys.set(outcome.id, outcome);
      for (const row of projections) {
        const key = JSON.stringify([row.kind, row.system, row.record]);
        const known = tables.projections.get(key);
        if (known === undefined || known.version < row.version) tables.projections.set(key, { ...row, updatedAt: now() });
      }
    },
    context: async (keys) =>
      keys.flatMap(({ kind, key }) =>
        [...tables.projections.values()]
          .filter((row) => row.kind === kind && !row.deleted && row.keys.includes(key))
          .sort((a, b) => b.updatedAt - a.updatedAt)
          .map((row) => ({ kind, key, data: JSON.parse(JSON.stringify(row.data)), ageMs: now() - row.updatedAt })),
      ),
  };
}
