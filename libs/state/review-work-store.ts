import { append } from './audit-store.ts';
import type {
  Approved,
  Declined,
  Deed,
  Job,
  JobItem,
  JobItemState,
  JobOrder,
  Opened,
  ReviewRevision,
  ReviewWorkStore,
  Revised,
} from './contract.ts';
import type { Database, Run } from './pool.ts';
import { revisionsOf, selection } from './review-store.ts';
import * as sql from './sql/review-work.ts';
import { decodeOptional, decodeText, encodeJson, encodeText } from './text.ts';

/** Items of one job at most. */
const longestJob = 100_000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What people do about parked records. Everything done is in the audit chain, in the same transaction. */
export function reviewWorkStore(database: Database): ReviewWorkStore {
  return {
    revise: (itemId, content, by) => database.transaction((run) => revise(run, itemId, content, by)),
    approve: (id, by) => database.transaction((run) => approve(run, id, by)),
    openJob: (order) => database.transaction((run) => openJob(run, order)),
    reviewJob: async (id) => (UUID.test(id) ? jobOf((await database.statement<JobFound>(sql.readJob, [id]))[0]) : null),
    reviewJobs: async (limit) => (await database.statement<JobFound>(sql.readJobs, [limit])).flatMap((row) => jobOf(row) ?? []),
    jobItems: async (id, page) => {
      if (!UUID.test(id)) return [];
      return (await database.statement<ItemFound>(sql.readJobItems, [id, page.limit, page.offset])).map(itemOf);
    },
  };
}

const declined = (why: Declined['why'], text: string, next: string): Declined => ({ kind: 'declined', why, text, next });
const unknownItem = (id: string): Declined =>
  declined('not-found', `no parked record has the id ${id}`, 'look for it with `junctor review list`');

async function revise(run: Run, itemId: string, content: string, by: Deed): Promise<Revised> {
  const id = encodeText(itemId);
  if ((await run(sql.lockReview, [id])).length === 0) return unknownItem(itemId);
  const newest = (await revisionsOf(run, id)).at(-1);
  if (newest?.content === content) return { kind: 'revised', revision: newest };
  const n = (newest?.n ?? 0) + 1;
  await run(sql.insertRevision, [id, n, encodeText(by.actor), encodeText(by.reason), encodeText(content)]);
  await append(run, { ...by, action: 'review.edit', subject: itemId, detail: encodeJson({ revision: n, content }) });
  const revision = (await revisionsOf(run, id)).at(-1);
  if (revision === undefined) throw new Error('a revision just written was not read');
  return { kind: 'revised', revision };
}

async function approve(run: Run, id: string, by: Deed): Promise<Approved> {
  const [item] = await run(sql.lockReview, [encodeText(id)]);
  if (item !== undefined) return approveEdit(run, id, (await revisionsOf(run, encodeText(id))).at(-1), by);
  const [job] = UUID.test(id) ? await run<{ state: string; actor: string }>(sql.lockJob, [id]) : [];
  if (job === undefined) return declined('not-found', `neither a parked record nor a job has the id ${id}`, 'see `junctor review jobs`');
  if (job.state !== 'approval') return declined('not-needed', 'this job waits for no approval', `see \`junctor review job ${id}\``);
  if (decodeText(job.actor) === by.actor) return ownWork(by.actor);
  await run(sql.approveJob, [id, encodeText(by.actor)]);
  await append(run, { ...by, action: 'review.approve-job', subject: id, detail: '{}' });
  return { kind: 'approved' };
}

async function approveEdit(run: Run, id: string, newest: ReviewRevision | undefined, by: Deed): Promise<Approved> {
  if (newest === undefined)
    return declined('not-needed', 'it was not edited, so there is nothing to approve', `\`junctor review show ${id}\``);
  if (newest.approvedBy !== null)
    return declined('not-needed', `${newest.approvedBy} has approved it already`, `\`junctor review replay ${id}\``);
  if (newest.actor === by.actor) return ownWork(by.actor);
  await run(sql.approveRevision, [encodeText(id), newest.n, encodeText(by.actor)]);
  await append(run, { ...by, action: 'review.approve-edit', subject: id, detail: encodeJson({ revision: newest.n }) });
  return { kind: 'approved' };
}

const ownWork = (actor: string): Declined =>
  declined('own-work', `${actor} made it, so somebody else has to approve it`, 'ask a second person, or name them with --actor');

async function openJob(run: Run, order: JobOrder): Promise<Opened> {
  const selected = await select(run, order);
  if ('kind' in selected) return selected;
  const state = selected.length > order.approvalAbove ? 'approval' : 'queued';
  const created = await run(sql.insertJob, [order.id, order.action, state, encodeText(order.actor), encodeText(order.reason)]);
  if (created.length > 0) {
    await run(sql.insertJobItems, [order.id, selected]);
    const { actor, reason } = order;
    const detail = encodeJson({ action: order.action, items: selected.length, selected: order.items, state });
    await append(run, { actor, reason, action: `review.${order.action}`, subject: order.id, detail });
  }
  const job = jobOf((await run<JobFound>(sql.readJob, [order.id]))[0]);
  if (job === null) throw new Error('a job just opened was not read');
  return { kind: 'opened', job };
}

/** Ids as they are stored, or why nothing can be done. */
async function select(run: Run, { items, action, fourEyes }: JobOrder): Promise<readonly string[] | Declined> {
  const byId = 'at' in items;
  const wanted = byId ? [...new Set(items)] : [];
  const rows = byId
    ? await run<{ id: string }>(sql.selectByIds, [wanted.map(encodeText)])
    : await run<{ id: string }>(sql.selectByFilter, [...selection(items), longestJob]);
  const ids = rows.map((row) => row.id);
  const missing = wanted.find((id) => !ids.includes(encodeText(id)));
  if (missing !== undefined) return unknownItem(missing);
  if (ids.length === 0) return declined('nothing-selected', 'no parked record is meant by this', 'see what there is with `junctor review`');
  const [waits] = fourEyes && action === 'replay' ? await run<{ item_id: string }>(sql.unapproved, [ids]) : [];
  if (waits === undefined) return ids;
  const id = decodeText(waits.item_id);
  return declined('not-approved', `the edit of ${id} waits for a second person`, `they run \`junctor review approve ${id}\``);
}

interface JobFound {
  readonly id: string;
  readonly action: Job['action'];
  readonly state: Job['state'];
  readonly actor: string;
  readonly reason: string;
  readonly approved_by: string | null;
  readonly created_at: number;
  readonly finished_at: number | null;
  readonly counts: string | null;
}

function jobOf(row: JobFound | undefined): Job | null {
  if (row === undefined) return null;
  const counts = JSON.parse(row.counts ?? '{}') as Partial<Record<JobItemState, number>>;
  return {
    id: row.id,
    action: row.action,
    state: row.state,
    actor: decodeText(row.actor),
    reason: decodeText(row.reason),
    approvedBy: decodeOptional(row.approved_by),
    createdAt: Math.round(row.created_at),
    finishedAt: row.finished_at === null ? null : Math.round(row.finished_at),
    total: Object.values(counts).reduce((sum, n) => sum + n, 0),
    counts,
  };
}

interface ItemFound {
  readonly item_id: string;
  readonly state: JobItemState;
  readonly text: string;
  readonly revision: number | null;
  readonly changed_at: number;
}

function itemOf(row: ItemFound): JobItem {
  return {
    itemId: decodeText(row.item_id),
    state: row.state,
    text: decodeText(row.text),
    revision: row.revision,
    changedAt: Math.round(row.changed_at),
  };
}
