import { topics } from '#libs/line';
import { type Hop, readTrail, TRAIL_HEADER } from '#libs/log';
import type { CanonicalModel, Contribution } from '#libs/model';
import type { AttemptRow, MessageRow, OutcomeRow, ReviewItem, ReviewRow, Store } from '#libs/state';
import type { HopReader, ReadHop } from './hops.ts';

/** A contribution with its wanted state opened for reading. */
export type ShownContribution = Omit<Contribution, 'want'> & { readonly want: unknown };

/** One contribution of a message and what came of it. */
export interface JourneyDelivery {
  readonly id: string;
  /** Null when the delivery record is not in the log any more, or not there yet. */
  readonly contribution: ShownContribution | null;
  readonly attempts: readonly AttemptRow[];
  /** Null: accepted, waiting or being sent. */
  readonly outcome: OutcomeRow | null;
}

/** Everything that is known of one message. */
export interface Journey {
  /** Null: it never became a canonical record. */
  readonly message: MessageRow | null;
  readonly hops: readonly ReadHop[];
  readonly deliveries: readonly JourneyDelivery[];
  /** Newest last; those of deliveries too. */
  readonly outcomes: readonly OutcomeRow[];
  /** What waits for a person because of this message. */
  readonly reviews: readonly ParkedRow[];
  readonly traceId: string | null;
}

/** A parked record, and what has become of it since. */
export type ParkedRow = ReviewRow & Partial<Pick<ReviewItem, 'state' | 'resolution'>>;

const maxHops = 64;
const maxDeliveries = 32;

export const maxReviews = 1_000;

type Found = Awaited<ReturnType<Store['find']>>[number];

export interface JourneyDeps {
  readonly store: Pick<Store, 'attempts'>;
  readonly reader: HopReader;
  readonly reviews: readonly ParkedRow[];
}

/** Puts a message's rows and its records in the log together. */
export async function assemble({ message, outcomes }: Found, deps: JourneyDeps): Promise<Journey> {
  const { reader } = deps;
  const reviews = deps.reviews.filter((row) => row.messageId === message.id);
  const ids = [...new Set(outcomes.flatMap((outcome) => outcome.deliveryIds))].slice(0, maxDeliveries);
  const hops = new Map<string, Hop>();
  const add = (hop: Hop): unknown => hops.set(`${hop.topic}/${hop.partition}/${hop.offset}`, hop);
  for (const outcome of outcomes) for (const hop of readTrail({ [TRAIL_HEADER]: outcome.trail })) add(hop);
  for (const hop of await onTheWay(message, outcomes, ids, reader)) add(hop);
  const read = await readAll([...hops.values()], reader);
  const ends = new Map(
    outcomes.flatMap((outcome) => (outcome.stage === 'deliver' ? outcome.deliveryIds.map((id) => [id, outcome] as const) : [])),
  );
  const contributions = new Map(read.flatMap(contributionOf));
  const deliveries: JourneyDelivery[] = [];
  for (const id of ids) {
    const attempts = await deps.store.attempts(id);
    deliveries.push({ id, contribution: contributions.get(id) ?? null, attempts, outcome: ends.get(id) ?? null });
  }
  const traceId = message.traceId ?? outcomes.find((outcome) => outcome.traceId !== null)?.traceId ?? null;
  return { message, hops: read, deliveries, outcomes: [...outcomes].sort((a, b) => a.finishedAt - b.finishedAt), reviews, traceId };
}

/** What was parked before it became a canonical record: its journey is the record and the hops that the record names. */
export async function assembleParked(review: ParkedRow, deps: JourneyDeps): Promise<Journey> {
  const at = { topic: review.sourceTopic, partition: review.sourcePartition, offset: review.sourceOffset, at: review.parkedAt };
  const last = review.sourceTopic === '' ? null : await deps.reader.read(at);
  const before = await readAll(last?.before ?? [], deps.reader);
  return {
    message: null,
    hops: last === null ? before : [...before, last],
    deliveries: [],
    outcomes: [],
    reviews: [review],
    traceId: null,
  };
}

/** Coordinates that no outcome tells yet: of a message between stages, of a delivery that waits. */
async function onTheWay(message: MessageRow, outcomes: readonly OutcomeRow[], ids: readonly string[], reader: HopReader): Promise<Hop[]> {
  const found: (Hop | null)[] = [];
  if (outcomes.length === 0) {
    const model = message.model as CanonicalModel;
    const key = `${message.system}/${message.record}`;
    const canonical = await reader.locate(topics.canonical(model), message.id, key);
    const before = canonical === null ? [] : (await reader.read(canonical)).before;
    found.push(...before, canonical, await reader.locate(topics.enriched(model), message.id, key));
  }
  const ended = new Set(outcomes.filter((outcome) => outcome.stage === 'deliver').flatMap((outcome) => outcome.deliveryIds));
  for (const id of ids) if (!ended.has(id)) found.push(await reader.locate(topics.delivery, id, null));
  return found.filter((hop) => hop !== null);
}

async function readAll(hops: readonly Hop[], reader: HopReader): Promise<ReadHop[]> {
  const inOrder = [...hops].sort((a, b) => a.at - b.at || rank(a.topic) - rank(b.topic)).slice(0, maxHops);
  const read: ReadHop[] = [];
  for (const hop of inOrder) read.push(await reader.read(hop));
  return read;
}

/** Order of the line, for hops within the same millisecond; a source's own topic comes first. */
function rank(topic: string): number {
  const planes = ['junctor.raw.', 'junctor.canonical.', 'junctor.enriched.', 'junctor.delivery.', 'junctor.outcome.'];
  return planes.findIndex((plane) => topic.startsWith(plane));
}

function contributionOf(hop: ReadHop): (readonly [string, ShownContribution])[] {
  if (hop.topic !== topics.delivery || hop.content.state !== 'read') return [];
  const contribution = hop.content.value as ShownContribution;
  return [[contribution.id, contribution]];
}
