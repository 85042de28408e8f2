/** What state-tracker projects and what people look up. */
import type { Failure } from '#libs/failures';

/** One row per canonical message, then filled in by its outcomes. */
export interface MessageRow {
  readonly id: string;
  readonly model: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly occurredAt: number;
  readonly traceId: string | null;
  readonly title: string;
  readonly number: string | null;
}

export interface OutcomeRow {
  readonly id: string;
  readonly messageId: string;
  readonly kind: string;
  readonly stage: string;
  readonly reason: string | null;
  readonly flow: string | null;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly targetSystem: string | null;
  readonly targetKey: string | null;
  readonly deliveryIds: readonly string[];
  readonly remoteId: string | null;
  readonly remoteNumber: string | null;
  readonly remoteUrl: string | null;
  readonly attempts: number;
  readonly possibleDuplicate: boolean;
  readonly occurredAt: number;
  readonly finishedAt: number;
  readonly traceId: string | null;
  /** JSON text of the hops. */
  readonly trail: string;
}

export type ContextKind = 'ci' | 'change' | 'problem' | 'user';

export interface ProjectionRow {
  readonly kind: ContextKind;
  /** Every key the record can be found by. */
  readonly keys: readonly string[];
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly data: unknown;
  readonly deleted: boolean;
}

export interface ContextHit {
  readonly kind: ContextKind;
  readonly key: string;
  readonly data: unknown;
  readonly ageMs: number;
}

export interface TrackerStore {
  /** Idempotent: a message row is inserted once; an outcome row is upserted by id; a projection keeps the highest version. */
  record(messages: readonly MessageRow[], outcomes: readonly OutcomeRow[], projections: readonly ProjectionRow[]): Promise<void>;
}

export interface ContextStore {
  /** One statement for a whole batch: everything known under any of the keys, with its age. */
  context(keys: readonly { readonly kind: ContextKind; readonly key: string }[]): Promise<readonly ContextHit[]>;
}

export interface JourneyStore {
  /** By ticket number, source record id, trace id, message id or delivery id; newest first. */
  find(text: string, limit: number): Promise<readonly { readonly message: MessageRow; readonly outcomes: readonly OutcomeRow[] }[]>;
  /** Attempts of a delivery, oldest first. */
  attempts(deliveryId: string): Promise<readonly AttemptRow[]>;
  /** Outcomes per kind, for summaries. */
  counts(): Promise<Readonly<Record<string, number>>>;
}

export interface AttemptRow {
  readonly n: number;
  readonly state: 'sending' | 'ok' | 'failed' | 'unknown';
  readonly action: string | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
  readonly failure: Failure | null;
  /** Id at the destination of the text that it added; null for an attempt at a state, and where that was not told. */
  readonly entryId: string | null;
}
