import type { AcceptItem, Link, PendingOutcome, ProjectionRow, ReviewRow } from '#libs/state';

export interface LaneRow {
  readonly id: string;
  readonly targetSystem: string;
  readonly targetKey: string;
  headSeq: number;
  nextSeq: number;
  epoch: number;
  owner: string | null;
  /** Policy of the parked head that blocks it. */
  blocked: 'block' | 'supersede' | null;
  /** Epoch milliseconds; null while there is nothing to do. */
  dueAt: number | null;
}

export interface DeliveryRow extends Omit<AcceptItem, 'contribution'> {
  readonly laneId: string;
  /** Changes when it goes behind what waits. */
  seq: number | null;
  /** A text that is added to the record, and no state of it. */
  readonly append: boolean;
  readonly episode: number;
  /** JSON text. */
  readonly want: string;
  readonly wantDigest: string;
}

export interface Attempt {
  seq: number;
  readonly n: number;
  /** null: of an append, which says nothing of the state of an episode. */
  readonly episode: number | null;
  readonly startedAt: number;
  state: 'sending' | 'ok' | 'failed' | 'unknown';
  counted: boolean;
  unknownSince: number | null;
}

export interface OutcomeRow extends Pick<PendingOutcome, 'deliveryId' | 'kind' | 'reason' | 'attempts' | 'possibleDuplicate'> {
  readonly seq: number;
  readonly finishedAt: number;
  published: boolean;
}

/** Everything that Postgres would hold. */
export interface Tables {
  readonly lanes: Map<string, LaneRow>;
  readonly laneOf: Map<string, LaneRow>;
  readonly inbox: Map<string, DeliveryRow>;
  /** By lane and seq. */
  readonly queued: Map<string, DeliveryRow>;
  /** JSON text by lane and pattern. */
  readonly cases: Map<string, string>;
  readonly links: Map<string, Link & { readonly writtenSeq: number }>;
  readonly attempts: Map<string, Attempt[]>;
  readonly outcomes: OutcomeRow[];
  readonly reviews: Map<string, ReviewRow>;
  readonly messages: Map<string, unknown>;
  readonly journeys: Map<string, { readonly messageId: string; readonly kind: string; readonly stage: string }>;
  readonly projections: Map<string, ProjectionRow & { readonly updatedAt: number }>;
}

export const createTables = (): Tables => ({
  lanes: new Map(),
  laneOf: new Map(),
  inbox: new Map(),
  queued: new Map(),
  cases: new Map(),
  links: new Map(),
  attempts: new Map(),
  outcomes: [],
  reviews: new Map(),
  messages: new Map(),
  journeys: new Map(),
  projections: new Map(),
});

export const at = (laneId: string, number: number | string): string => `${laneId}/${number}`;

export function addOutcome(tables: Tables, outcome: Omit<OutcomeRow, 'seq' | 'published'>): void {
  tables.outcomes.push({ ...outcome, seq: tables.outcomes.length + 1, published: false });
}
