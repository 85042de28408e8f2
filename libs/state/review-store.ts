import type { Page, ReviewDetail, ReviewFilter, ReviewForm, ReviewGroup, ReviewPayload, ReviewRevision, ReviewStore } from './contract.ts';
import type { Database, Parameter, Run } from './pool.ts';
import { parkAll } from './review-park.ts';
import { type ReviewFound, reviewOf } from './review-rows.ts';
import { readGroups, readParkedDelivery, readPayload, readReview, readReviews, readRevisions } from './sql/reviews.ts';
import { decodeOptional, decodeText, encodeOptional, encodeText } from './text.ts';

/** What waits for a person: parking, and looking at it. */
export function reviewStore(database: Database): ReviewStore {
  const read = async (filter: ReviewFilter, page: Page) =>
    (await database.statement<ReviewFound>(readReviews, [...selection(filter), page.limit, page.offset])).map(reviewOf);
  return {
    park: async (rows) => {
      if (rows.length > 0) await database.transaction((run) => parkAll(run, rows, 'stage'));
    },
    list: (limit) => read({}, { limit, offset: 0 }),
    reviewItems: read,
    reviewGroups: async (filter, page) => {
      const rows = await database.statement<GroupFound>(readGroups, [...selection(filter), page.limit, page.offset]);
      return rows.map(groupOf);
    },
    reviewItem: (id) => database.transaction((run) => detail(run, encodeText(id))),
  };
}

/** $1-$4 of the statements that select items. */
export function selection({ states = ['open'], fingerprint, system, flow }: ReviewFilter): Parameter[] {
  return [states, ...[fingerprint, system, flow].map((text) => encodeOptional(text ?? null))];
}

type GroupFound = ReviewFound & {
  readonly n: number;
  readonly first_seen: number;
  readonly last_seen: number;
  readonly systems: readonly string[];
  readonly flows: readonly string[];
};

function groupOf(row: GroupFound): ReviewGroup {
  const example = reviewOf(row);
  return {
    fingerprint: example.fingerprint,
    count: row.n,
    stage: example.stage,
    systems: row.systems.map(decodeText),
    flows: row.flows.map(decodeText),
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    example,
  };
}

/** Reads of one moment are not needed: nothing here is decided by. */
async function detail(run: Run, id: string): Promise<ReviewDetail | null> {
  const [row] = await run<ReviewFound>(readReview, [id]);
  if (row === undefined) return null;
  const revisions = await revisionsOf(run, id);
  const item = reviewOf(row);
  if (item.origin === 'stage') return { ...item, payload: await payloadOf(run, id), revisions, delivery: null };
  const [found] = await run<DeliveryFound>(readParkedDelivery, [item.id]);
  const content = await payloadOf(run, id);
  if (found === undefined) return { ...item, payload: content, revisions, delivery: null };
  const delivery = {
    targetSystem: decodeText(found.target_system),
    targetKey: decodeText(found.target_key),
    episode: found.episode,
    want: found.want,
    number: decodeOptional(found.number),
    url: decodeOptional(found.url),
    written: found.written,
    blocks: found.blocks,
  };
  // Until an edit has replaced it, what is wanted is the original.
  const payload = content ?? { value: null, trail: '[]', form: 'want' as const, content: found.want };
  return { ...item, payload, revisions, delivery };
}

interface DeliveryFound {
  readonly target_system: string;
  readonly target_key: string;
  readonly episode: number;
  readonly want: string;
  readonly number: string | null;
  readonly url: string | null;
  readonly written: string | null;
  readonly blocks: boolean;
}

interface PayloadFound {
  readonly value: Buffer | null;
  readonly trail: string;
  readonly form: ReviewForm;
  readonly content: string | null;
}

async function payloadOf(run: Run, id: string): Promise<ReviewPayload | null> {
  const [row] = await run<PayloadFound>(readPayload, [id]);
  if (row === undefined) return null;
  return { value: row.value, trail: decodeText(row.trail), form: row.form, content: decodeOptional(row.content) };
}

interface RevisionFound {
  readonly n: number;
  readonly actor: string;
  readonly reason: string;
  readonly content: string;
  readonly made_at: number;
  readonly approved_by: string | null;
}

/** Oldest first; `id` is encoded. */
export async function revisionsOf(run: Run, id: string): Promise<ReviewRevision[]> {
  return (await run<RevisionFound>(readRevisions, [id])).map((row) => ({
    n: row.n,
    actor: decodeText(row.actor),
    reason: decodeText(row.reason),
    content: decodeText(row.content),
    madeAt: Math.round(row.made_at),
    approvedBy: decodeOptional(row.approved_by),
  }));
}
