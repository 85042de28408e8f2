import type { Workspaces } from '#libs/host';

import { type Codec, type MessageLog, noTrail, type OutRecord } from '#libs/log';
import { judge, type Mark, type Replay, replayOf, traceOf, traceparentOf } from '#libs/review';
import { acknowledged, type Outbox, type PartitionCounts, writeOutput } from '#libs/stage';
import type { DeliveryFact, ItemResult, ReplayMark, ReviewDetail, ReviewRunStore, ReviewStore, WorkItem } from '#libs/state';
import { createReadKept, type ReadKept } from './kept-records.ts';
import { replacedOutcome } from './review-outcome.ts';

export interface ReviewJobsDeps {
  readonly store: Pick<ReviewStore, 'reviewItem'> & ReviewRunStore;
  readonly log: Pick<MessageLog, 'read' | 'admin'>;
  readonly codec: Pick<Codec, 'encode'>;
  readonly outbox: Outbox;
  readonly partitions: PartitionCounts;
  readonly workspaces: Pick<Workspaces, 'current'>;
  readonly owner: string;
  /** How long the end of a replay is waited for. */
  readonly watchMs: number;
  /** How long a process that died keeps others waiting; 15 s. */
  readonly leaseMs?: number;
  readonly now?: () => number;
}

export interface ReviewJobs {
  /** Does what is due and looks at what is under way; how many items moved. Does nothing while another process has the lease. */
  turn(signal: AbortSignal): Promise<number>;
}

const batch = 50;
/** Replays under way at most, so that a large job neither floods the line nor has to be watched all at once. */
const underWay = 1_000;
const maxAncestors = 50;

/** The jobs of the review queue. Every step may be repeated: ids do not change, and what has ended stays as it is. */
export function createReviewJobs(deps: ReviewJobsDeps): ReviewJobs {
  const { store, outbox, leaseMs = 15_000, now = Date.now } = deps;

  async function send(records: readonly OutRecord[], signal: AbortSignal): Promise<boolean> {
    return records.length === 0 || acknowledged(outbox, records, signal);
  }

  async function ancestorsOf(detail: ReviewDetail): Promise<readonly ReviewDetail[]> {
    const found = [detail];
    for (let parent = detail.parent; parent !== null && found.length < maxAncestors; parent = found.at(-1)?.parent ?? null) {
      const next = await store.reviewItem(parent);
      if (next === null) break;
      found.push(next);
    }
    return found;
  }

  function recordOf(work: WorkItem, replay: Extract<Replay, { kind: 'send' }>): OutRecord {
    const from = { trail: noTrail, revision: deps.workspaces.current()?.revision ?? null };
    const traceparent = traceparentOf(work.item.id, work.replay);
    const { frame, headers } = replay;
    const codec = frame === null ? deps.codec : { encode: () => frame };
    const record = writeOutput(replay.output, from, traceparent, 'review', codec as Codec, deps.partitions);
    return { ...record, headers: { ...record.headers, ...headers } };
  }

  async function replayStage(work: WorkItem, read: ReadKept): Promise<{ result: ItemResult; records: OutRecord[] }> {
    const { jobId, item } = work;
    const detail = await store.reviewItem(item.id);
    const refused = (text: string) => ({ result: { jobId, itemId: item.id, state: 'refused' as const, text }, records: [] });
    if (detail === null) return refused('it is kept no longer');
    const revision = detail.revisions.find((each) => each.n === work.revision) ?? null;
    const replay = await replayOf(detail, { revision, ancestors: await ancestorsOf(detail), read });
    if (replay.kind === 'refused') return refused(replay.text);
    try {
      const records = [recordOf(work, replay)];
      const mark = JSON.stringify(replay.mark);
      return { result: { jobId, itemId: item.id, state: 'requeued', text: 'on its way', mark, replay: work.replay }, records };
    } catch (error) {
      return refused(`it can not be sent: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  async function leaveStage(work: WorkItem): Promise<{ result: ItemResult; records: OutRecord[] }> {
    const state = work.action === 'discard' ? 'discarded' : 'superseded';
    const text = `${state === 'discarded' ? 'discarded' : 'given up'} by ${work.actor}: ${work.reason}`;
    const result: ItemResult = { jobId: work.jobId, itemId: work.item.id, state, text };
    return { result, records: outcomesOf(work, result) };
  }

  /** A parked message of a stage has an outcome of its own, which says parked until it is replaced. */
  function outcomesOf(work: WorkItem, result: ItemResult): OutRecord[] {
    const output = replacedOutcome(work, result, now());
    if (output === null) return [];
    return [writeOutput(output, { trail: noTrail, revision: null }, null, 'review', deps.codec as Codec, deps.partitions)];
  }

  async function begin(works: readonly WorkItem[], signal: AbortSignal): Promise<number> {
    let moved = 0;
    for (const work of works.filter(({ item }) => item.origin === 'delivery')) {
      if (signal.aborted) return moved;
      await store.redeliver(work);
      moved++;
    }
    const read = createReadKept(deps.log);
    const stages = works.filter(({ item }) => item.origin === 'stage');
    const done = await Promise.all(stages.map((work) => (work.action === 'replay' ? replayStage(work, read) : leaveStage(work))));
    const records = done.flatMap((each) => each.records);
    if (!(await send(records, signal))) return moved;
    await store.finishItems(done.map((each) => each.result));
    return moved + done.length;
  }

  async function watch(works: readonly WorkItem[], signal: AbortSignal): Promise<number> {
    const facts = await factsOf(works);
    const ended = works.flatMap((work) => {
      const end = judge(work, { ...facts, replayed: facts.byItem.get(work.item.id) ?? [] }, deps.watchMs);
      return end === null ? [] : [{ work, result: { jobId: work.jobId, itemId: work.item.id, ...end } satisfies ItemResult }];
    });
    const told = ended.flatMap(({ work, result }) => outcomesOf(work, result));
    if (!(await send(told, signal))) return 0;
    await store.finishItems(ended.map((each) => each.result));
    return ended.length;
  }

  async function factsOf(works: readonly WorkItem[]) {
    const stages = works.filter((work) => work.item.origin === 'stage');
    const replayed = await store.replayFacts(stages.map(markOf));
    const ids = works.filter((work) => work.item.origin === 'delivery').map((work) => work.item.id);
    const found = await store.deliveryFacts([...new Set([...ids, ...replayed.flatMap((fact) => fact.deliveryIds)])]);
    const deliveries: ReadonlyMap<string, DeliveryFact> = new Map(found.map((fact) => [fact.deliveryId, fact]));
    return { byItem: Map.groupBy(replayed, (fact) => fact.itemId), deliveries };
  }

  return {
    async turn(signal) {
      const waiting = await store.reviewWork('requeued', underWay);
      const room = Math.min(batch, underWay - waiting.length);
      const queued = room > 0 ? await store.reviewWork('queued', room) : [];
      if (queued.length + waiting.length === 0 || !(await store.leaseReview(deps.owner, leaseMs))) return 0;
      const begun = await begin(queued, signal);
      return begun + (waiting.length > 0 && !signal.aborted ? await watch(waiting, signal) : 0);
    },
  };
}

/** The traces of this replay of the item and of those that others began since. */
function markOf({ item, mark, replay }: WorkItem): ReplayMark {
  const { messageId, system, record, version } = JSON.parse(mark ?? '{}') as Mark;
  const count = Math.min(100, Math.max(1, item.replays - replay + 1));
  const traceIds = Array.from({ length: count }, (_, n) => traceOf(item.id, replay + n));
  return { itemId: item.id, messageId, system, record, version, traceIds };
}
