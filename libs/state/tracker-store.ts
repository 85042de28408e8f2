import type { MessageRow, OutcomeRow, ProjectionRow, TrackerStore } from './contract.ts';
import { type Cell, columns, type Database, type Run, type Write } from './pool.ts';
import { recordMessages, recordOutcomes, recordProjections, replaceKeys } from './sql/tracker.ts';
import { encodeJson, encodeOptional, encodeText } from './text.ts';

/** What state-tracker projects; nothing in the line decides by it. */
export function trackerStore(database: Database): TrackerStore {
  return {
    record: async (messages, outcomes, projections) => {
      if (messages.length + outcomes.length + projections.length === 0) return;
      const rows = withStubs(messages, outcomes);
      const ended = sortedById(outcomes.toSorted((a, b) => a.finishedAt - b.finishedAt));
      const writes: Write[] = [];
      if (rows.length > 0) writes.push([recordMessages, columns(rows, MESSAGE)]);
      if (ended.length > 0) writes.push([recordOutcomes, columns(ended, OUTCOME)]);
      if (projections.length === 0) return database.write(writes);
      await database.transaction(async (run) => {
        for (const [statement, values] of writes) await run(statement, values);
        await project(run, projections);
      });
    },
  };
}

/** One row per id (the last one given), sorted: the order in which every writer takes its locks. */
function sortedById<T extends { readonly id: string }>(rows: readonly T[]): T[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Messages, and for an outcome without its message in this batch a stub that the message fills in whenever it comes. */
function withStubs(messages: readonly MessageRow[], outcomes: readonly OutcomeRow[]): MessageRow[] {
  const known = new Set(messages.map((message) => message.id));
  const stubs = outcomes.filter((outcome) => !known.has(outcome.messageId)).map(stubOf);
  return sortedById([...stubs, ...messages]);
}

function stubOf(outcome: OutcomeRow): MessageRow {
  const { messageId: id, system, record, version, occurredAt, traceId } = outcome;
  return { id, model: '', system, record, version, occurredAt, traceId, title: '', number: null };
}

const projectionKey = (row: Pick<ProjectionRow, 'kind' | 'system' | 'record'>): string =>
  JSON.stringify([row.kind, row.system, row.record]);

async function project(run: Run, projections: readonly ProjectionRow[]): Promise<void> {
  const highest = new Map<string, ProjectionRow>();
  for (const row of projections) {
    const key = projectionKey(row);
    const kept = highest.get(key);
    if (kept === undefined || kept.version < row.version) highest.set(key, row);
  }
  const sorted = [...highest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  const written = await run<{ kind: string; system: string; record: string }>(recordProjections, columns(sorted, PROJECTION));
  if (written.length === 0) return;
  const fresh = new Set(written.map((row) => JSON.stringify([row.kind, row.system, row.record])));
  const changed = sorted.filter((row) => fresh.has(JSON.stringify([row.kind, encodeText(row.system), encodeText(row.record)])));
  const keys = changed.flatMap((row) => (row.deleted ? [] : [...new Set(row.keys)].map((key) => ({ ...row, key }))));
  await run(replaceKeys, [
    ...columns(changed, [(row) => row.kind, (row) => encodeText(row.system), (row) => encodeText(row.record)]),
    ...columns(keys, [(row) => row.kind, (row) => encodeText(row.key), (row) => encodeText(row.system), (row) => encodeText(row.record)]),
  ]);
}

/** In the order of recordMessages. */
const MESSAGE: readonly ((row: MessageRow) => Cell)[] = [
  (row) => encodeText(row.id),
  (row) => encodeText(row.model),
  (row) => encodeText(row.system),
  (row) => encodeText(row.record),
  (row) => row.version,
  (row) => row.occurredAt,
  (row) => encodeOptional(row.traceId),
  (row) => encodeText(row.title),
  (row) => encodeOptional(row.number),
];

/** In the order of recordOutcomes; delivery ids as a JSON array, since arrays of arrays must have equal lengths. */
const OUTCOME: readonly ((row: OutcomeRow) => Cell)[] = [
  (row) => encodeText(row.id),
  (row) => encodeText(row.messageId),
  (row) => encodeText(row.kind),
  (row) => encodeText(row.stage),
  (row) => encodeOptional(row.reason),
  (row) => encodeOptional(row.flow),
  (row) => encodeText(row.system),
  (row) => encodeText(row.record),
  (row) => row.version,
  (row) => encodeOptional(row.targetSystem),
  (row) => encodeOptional(row.targetKey),
  (row) => encodeJson(row.deliveryIds.map(encodeText)),
  (row) => encodeOptional(row.remoteId),
  (row) => encodeOptional(row.remoteNumber),
  (row) => encodeOptional(row.remoteUrl),
  (row) => row.attempts,
  (row) => row.possibleDuplicate,
  (row) => row.occurredAt,
  (row) => row.finishedAt,
  (row) => encodeOptional(row.traceId),
  (row) => encodeText(row.trail),
];

/** In the order of recordProjections. */
const PROJECTION: readonly ((row: ProjectionRow) => Cell)[] = [
  (row) => row.kind,
  (row) => encodeText(row.system),
  (row) => encodeText(row.record),
  (row) => row.version,
  (row) => encodeJson(row.data),
  (row) => row.deleted,
];
