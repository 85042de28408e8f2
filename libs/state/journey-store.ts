import type { Failure } from '#libs/failures';
import type { AttemptRow, JourneyStore, MessageRow, OutcomeRow } from './contract.ts';
import type { Database } from './pool.ts';
import { countOutcomes, findJourneys, readAttempts } from './sql/journeys.ts';
import { decodeOptional, decodeText, encodeText } from './text.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What people ask: where is it, what became of it. */
export function journeyStore(database: Database): JourneyStore {
  return {
    find: async (text, limit) => {
      const rows = await database.statement<Found>(findJourneys, [encodeText(text), UUID.test(text) ? text : null, limit]);
      const found = new Map<string, { message: MessageRow; outcomes: OutcomeRow[] }>();
      for (const row of rows) {
        const entry = found.get(row.m_id) ?? { message: messageOf(row), outcomes: [] };
        found.set(row.m_id, entry);
        if (row.id !== null) entry.outcomes.push(outcomeOf(row));
      }
      return [...found.values()];
    },
    attempts: async (deliveryId) => {
      if (!UUID.test(deliveryId)) return [];
      return (await database.statement<AttemptFound>(readAttempts, [deliveryId])).map(attemptOf);
    },
    counts: async () => {
      const rows = await database.statement<{ kind: string; n: number }>(countOutcomes, []);
      return Object.fromEntries(rows.map((row) => [decodeText(row.kind), row.n]));
    },
  };
}

interface FoundMessage {
  readonly m_id: string;
  readonly model: string;
  readonly m_system: string;
  readonly m_record: string;
  readonly m_version: number;
  readonly m_occurred_at: number;
  readonly m_trace_id: string | null;
  readonly title: string;
  readonly number: string | null;
}

interface FoundOutcome {
  readonly id: string;
  readonly message_id: string;
  readonly kind: string;
  readonly stage: string;
  readonly reason: string | null;
  readonly flow: string | null;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly target_system: string | null;
  readonly target_key: string | null;
  readonly delivery_ids: readonly string[];
  readonly remote_id: string | null;
  readonly remote_number: string | null;
  readonly remote_url: string | null;
  readonly attempts: number;
  readonly possible_duplicate: boolean;
  readonly occurred_at: number;
  readonly finished_at: number;
  readonly trace_id: string | null;
  readonly trail: string;
}

/** A left join: without an outcome its columns are null, which `id` tells. */
type Found = FoundMessage & (FoundOutcome | { readonly id: null });

function messageOf(row: FoundMessage): MessageRow {
  return {
    id: decodeText(row.m_id),
    model: decodeText(row.model),
    system: decodeText(row.m_system),
    record: decodeText(row.m_record),
    version: row.m_version,
    occurredAt: row.m_occurred_at,
    traceId: decodeOptional(row.m_trace_id),
    title: decodeText(row.title),
    number: decodeOptional(row.number),
  };
}

function outcomeOf(row: FoundOutcome): OutcomeRow {
  return {
    id: decodeText(row.id),
    messageId: decodeText(row.message_id),
    kind: decodeText(row.kind),
    stage: decodeText(row.stage),
    reason: decodeOptional(row.reason),
    flow: decodeOptional(row.flow),
    system: decodeText(row.system),
    record: decodeText(row.record),
    version: row.version,
    targetSystem: decodeOptional(row.target_system),
    targetKey: decodeOptional(row.target_key),
    deliveryIds: row.delivery_ids.map(decodeText),
    remoteId: decodeOptional(row.remote_id),
    remoteNumber: decodeOptional(row.remote_number),
    remoteUrl: decodeOptional(row.remote_url),
    attempts: row.attempts,
    possibleDuplicate: row.possible_duplicate,
    occurredAt: row.occurred_at,
    finishedAt: row.finished_at,
    traceId: decodeOptional(row.trace_id),
    trail: decodeText(row.trail),
  };
}

interface AttemptFound {
  readonly n: number;
  readonly state: AttemptRow['state'];
  readonly action: string | null;
  readonly started_at: number;
  readonly ended_at: number | null;
  readonly failure: string | null;
  readonly entry_id: string | null;
}

function attemptOf(row: AttemptFound): AttemptRow {
  return {
    n: row.n,
    state: row.state,
    action: decodeOptional(row.action),
    startedAt: Math.round(row.started_at),
    endedAt: row.ended_at === null ? null : Math.round(row.ended_at),
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    entryId: decodeOptional(row.entry_id),
  };
}
