import type { DeliveryFact, ItemResult, ReplayFact, ReplayMark, ReviewRunStore, WorkItem } from './contract.ts';
import { type Cell, columns, type Database, type Run } from './pool.ts';
import { redeliver } from './redeliver.ts';
import { type ReviewFound, reviewOf } from './review-rows.ts';
import { readDeliveryFacts, readReplayFacts } from './sql/review-run.ts';
import * as sql from './sql/review-work.ts';
import { decodeOptional, decodeText, encodeOptional, encodeText } from './text.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What the runner of jobs asks and writes. */
export function reviewRunStore(database: Database): ReviewRunStore {
  return {
    leaseReview: async (owner, leaseMs) => (await database.statement(sql.takeLease, [encodeText(owner), leaseMs])).length > 0,
    reviewWork: async (state, limit) => (await database.statement<WorkFound>(sql.readWork, [state, limit])).map(workOf),
    redeliver: (work) =>
      database.transaction(async (run) => {
        const result = await redeliver(run, work);
        await finish(run, [result]);
        return result;
      }),
    finishItems: async (results) => {
      if (results.length > 0) await database.transaction((run) => finish(run, results));
    },
    replayFacts: async (marks) => {
      const wanted = marks.flatMap((mark) => mark.traceIds.map((traceId) => ({ ...mark, traceId })));
      if (wanted.length === 0) return [];
      return (await database.statement<FactFound>(readReplayFacts, columns(wanted, MARK))).map(factOf);
    },
    deliveryFacts: async (ids) => {
      const known = ids.filter((id) => UUID.test(id));
      if (known.length === 0) return [];
      return (await database.statement<DeliveryFound>(readDeliveryFacts, [known])).map(deliveryFactOf);
    },
  };
}

async function finish(run: Run, results: readonly ItemResult[]): Promise<void> {
  const jobs = [...new Set(results.map((result) => result.jobId))];
  await run(sql.lockJobs, [jobs]);
  const written = await run<{ job_id: string; item_id: string }>(sql.writeResults, columns(results, RESULT));
  const changed = new Set(written.map((row) => `${row.job_id} ${row.item_id}`));
  const applied = results.filter((result) => changed.has(`${result.jobId} ${encodeText(result.itemId)}`));
  await run(sql.settleReviews, columns(lastOfEach(applied), SETTLED));
  const children = applied.filter((result) => result.child !== undefined);
  const family = columns(children, [(each) => encodeOptional(each.child ?? null), (each) => encodeText(each.itemId)]);
  if (children.length > 0) await run(sql.adoptChildren, family);
  await run(sql.closeJobs, [jobs]);
}

const lastOfEach = (results: readonly ItemResult[]): ItemResult[] => [
  ...new Map(results.map((result) => [result.itemId, result] as const)).values(),
];

/** In the order of writeResults. */
const RESULT: readonly ((result: ItemResult) => Cell)[] = [
  (each) => each.jobId,
  (each) => encodeText(each.itemId),
  (each) => each.state,
  (each) => encodeText(each.text),
  (each) => encodeOptional(each.mark ?? null),
  (each) => each.replay ?? null,
];

/** In the order of settleReviews. */
const SETTLED: readonly ((result: ItemResult) => Cell)[] = [
  (each) => encodeText(each.itemId),
  (each) => each.state,
  (each) => encodeText(each.text),
  (each) => each.replay ?? null,
  (each) => encodeOptional(each.child ?? null),
];

type MarkRow = ReplayMark & { readonly traceId: string };

/** In the order of readReplayFacts. */
const MARK: readonly ((mark: MarkRow) => Cell)[] = [
  (mark) => encodeText(mark.itemId),
  (mark) => encodeText(mark.messageId),
  (mark) => encodeText(mark.system),
  (mark) => encodeText(mark.record),
  (mark) => mark.version,
  (mark) => encodeText(mark.traceId),
];

type WorkFound = ReviewFound & {
  readonly job_id: string;
  readonly action: WorkItem['action'];
  readonly actor: string;
  readonly job_reason: string;
  readonly revision: number | null;
  readonly replay: number;
  readonly mark: string | null;
  readonly for_ms: number;
};

function workOf(row: WorkFound): WorkItem {
  return {
    jobId: row.job_id,
    action: row.action,
    actor: decodeText(row.actor),
    reason: decodeText(row.job_reason),
    item: reviewOf(row),
    revision: row.revision,
    replay: row.replay,
    mark: decodeOptional(row.mark),
    forMs: row.for_ms,
  };
}

interface FactFound {
  readonly item_id: string;
  readonly message_id: string;
  readonly model: string;
  readonly kind: string | null;
  readonly stage: string | null;
  readonly flow: string | null;
  readonly reason: string | null;
  readonly delivery_ids: readonly string[];
}

function factOf(row: FactFound): ReplayFact {
  return {
    itemId: decodeText(row.item_id),
    messageId: decodeText(row.message_id),
    model: decodeText(row.model),
    kind: decodeOptional(row.kind),
    stage: decodeOptional(row.stage),
    flow: decodeOptional(row.flow),
    reason: decodeOptional(row.reason),
    deliveryIds: row.delivery_ids.map(decodeText),
  };
}

interface DeliveryFound {
  readonly id: string;
  readonly flow: string;
  readonly number: string | null;
  readonly told: string | null;
  readonly told_reason: string | null;
  readonly item_state: string | null;
  readonly item_reason: string | null;
  readonly waits: boolean;
  readonly last_attempt: string | null;
}

function deliveryFactOf(row: DeliveryFound): DeliveryFact {
  const { kind, reason } = standing(row);
  return { deliveryId: row.id, flow: decodeText(row.flow), kind, reason: decodeOptional(reason), number: decodeOptional(row.number) };
}

/** The tables decide; what was told of it only where they do not say. */
function standing(row: DeliveryFound): Pick<DeliveryFact, 'kind' | 'reason'> {
  if (row.waits) return { kind: 'waiting', reason: null };
  if (row.item_state === 'open') return { kind: 'parked', reason: row.item_reason };
  if (row.item_state === 'superseded' || row.item_state === 'discarded') return { kind: row.item_state, reason: row.item_reason };
  if (row.last_attempt === 'ok') return { kind: 'delivered', reason: null };
  if (row.told === 'noop' || row.told === 'superseded' || row.told === 'discarded') return { kind: row.told, reason: row.told_reason };
  return { kind: 'waiting', reason: null };
}
