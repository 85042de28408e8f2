import { createHash } from 'node:crypto';
import type { DeliveryFact, ItemResult, JobItemState, ReviewRunStore, WorkItem } from '#libs/state';
import { openItem } from './outcomes.ts';
import { addOutcome, at, type DeliveryRow, type LaneRow, type Tables } from './tables.ts';

/** One item of one job, as a person ordered it. */
export interface Order {
  readonly jobId: string;
  readonly itemId: string;
  readonly orderedAt: number;
  /** JSON text of the state to be sent instead; null: the original. */
  readonly edit: string | null;
  replay: number;
  mark: string | null;
  state: JobItemState;
  changedAt: number;
}

export interface Review {
  readonly methods: ReviewRunStore;
  readonly orders: readonly Order[];
  order(itemId: string, edit: string | null): void;
}

type End = Pick<ItemResult, 'state' | 'text'>;

/** Deliveries that were parked and are sent again (libs/state: redeliver). Nobody replays what a stage parked here. */
export function createReview(tables: Tables, now: () => number): Review {
  const orders: Order[] = [];
  const firstSeq = new Map<string, number>();
  let lease = { owner: '', until: 0 };

  const attemptsOf = (lane: LaneRow, seq: number | null) => (tables.attempts.get(lane.id) ?? []).filter((each) => each.seq === seq);
  const lastAttempt = (lane: LaneRow, seq: number | null) =>
    attemptsOf(lane, seq)
      .toSorted((a, b) => a.n - b.n)
      .at(-1)?.state;
  const placeOf = ({ id, seq }: DeliveryRow): number => firstSeq.get(id) ?? seq ?? 0;
  const lastOutcome = (id: string) => tables.outcomes.findLast(({ deliveryId }) => deliveryId === id);

  function newerThan(lane: LaneRow, row: DeliveryRow): boolean {
    if (row.append) return false;
    return [...tables.inbox.values()].some(
      (each) =>
        each.laneId === lane.id &&
        each.episode === row.episode &&
        each.seq !== null &&
        !each.append &&
        placeOf(each) > placeOf(row) &&
        (each.seq >= lane.headSeq || lastAttempt(lane, each.seq) === 'ok'),
    );
  }

  function alreadyEnded(lane: LaneRow, row: DeliveryRow, isHead: boolean): End | null {
    if (lastOutcome(row.id)?.kind === 'superseded') return { state: 'superseded', text: 'it was superseded before' };
    if (isHead) return null;
    if (row.seq === null || lastAttempt(lane, row.seq) === 'ok') return { state: 'delivered', text: 'it went through before' };
    return row.seq >= lane.headSeq ? { state: 'requeued', text: 'it is on its way already' } : null;
  }

  function act(lane: LaneRow, row: DeliveryRow, isHead: boolean, edit: string | null): End {
    if (!isHead && newerThan(lane, row)) {
      const reason = 'a newer state of the same remote record was sent or waits: not replayed';
      const attempts = Math.max(0, ...attemptsOf(lane, row.seq).map(({ n }) => n));
      addOutcome(tables, { deliveryId: row.id, kind: 'superseded', reason, attempts, possibleDuplicate: false, finishedAt: now() });
      return { state: 'superseded', text: reason };
    }
    if (edit !== null) Object.assign(row, { want: edit, wantDigest: `edit:${createHash('sha256').update(edit).digest('hex')}` });
    for (const each of attemptsOf(lane, row.seq)) each.counted = false;
    if (isHead) {
      Object.assign(lane, { blocked: null, dueAt: now() });
      return { state: 'requeued', text: 'its lane goes on' };
    }
    firstSeq.set(row.id, placeOf(row));
    for (const each of attemptsOf(lane, row.seq)) each.seq = lane.nextSeq;
    tables.queued.delete(at(lane.id, row.seq ?? 0));
    row.seq = lane.nextSeq++;
    tables.queued.set(at(lane.id, row.seq), row);
    if (lane.blocked === null) lane.dueAt ??= now();
    return { state: 'requeued', text: 'entered its lane again' };
  }

  function redeliver({ jobId, item, replay }: WorkItem): ItemResult {
    const row = tables.inbox.get(item.id);
    const lane = row && tables.lanes.get(row.laneId);
    if (!lane || !row) return { jobId, itemId: item.id, state: 'refused', text: 'its delivery is kept no longer' };
    const isHead = lane.blocked !== null && row.seq === lane.headSeq;
    const edit = orders.find((each) => each.jobId === jobId && each.itemId === item.id)?.edit ?? null;
    const end = alreadyEnded(lane, row, isHead) ?? act(lane, row, isHead, edit);
    return { jobId, itemId: item.id, ...end, ...(end.state === 'requeued' ? { replay, mark: '{}' } : {}) };
  }

  function finish({ jobId, itemId, state, mark, replay }: ItemResult): void {
    const order = orders.find((each) => each.jobId === jobId && each.itemId === itemId);
    if (!order || (order.state !== 'queued' && order.state !== 'requeued')) return;
    Object.assign(order, { state, changedAt: now(), mark: mark ?? order.mark, replay: replay ?? order.replay });
  }

  function factOf(id: string): DeliveryFact[] {
    const row = tables.inbox.get(id);
    const lane = row && tables.lanes.get(row.laneId);
    if (!row || !lane) return [];
    const waits = row.seq !== null && (row.seq > lane.headSeq || (row.seq === lane.headSeq && lane.blocked === null));
    const last = lastOutcome(id);
    return [
      { deliveryId: id, flow: row.flow, number: null, kind: waits ? 'waiting' : (last?.kind ?? 'waiting'), reason: last?.reason ?? null },
    ];
  }

  const methods: ReviewRunStore = {
    async leaseReview(owner, leaseMs) {
      if (lease.owner !== owner && lease.until >= now()) return false;
      lease = { owner, until: now() + leaseMs };
      return true;
    },
    reviewWork: async (state, limit) =>
      orders
        .filter((each) => each.state === state)
        .slice(0, limit)
        .flatMap((order): WorkItem[] => {
          const row = tables.reviews.get(order.itemId);
          if (!row) {
            // Something newer took its place before its turn came.
            finish({ jobId: order.jobId, itemId: order.itemId, state: 'superseded', text: 'it is open no longer' });
            return [];
          }
          const { jobId, replay, mark, changedAt } = order;
          return [
            {
              jobId,
              action: 'replay',
              actor: 'somebody',
              reason: 'again',
              item: openItem(row),
              revision: null,
              replay,
              mark,
              forMs: now() - changedAt,
            },
          ];
        }),
    async redeliver(work) {
      const result = redeliver(work);
      finish(result);
      return result;
    },
    async finishItems(results) {
      for (const each of results) finish(each);
    },
    replayFacts: async () => [],
    deliveryFacts: async (ids) => ids.flatMap(factOf),
  };

  return {
    methods,
    orders,
    order(itemId, edit) {
      const replay = orders.filter((each) => each.itemId === itemId).length + 1;
      const jobId = `job ${orders.length + 1}`;
      orders.push({ jobId, itemId, orderedAt: now(), edit, replay, mark: null, state: 'queued', changedAt: now() });
    },
  };
}
