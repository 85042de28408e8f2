/**
 * What the services may ask of Postgres. Every method is exactly one transaction, set-based, and has a two-connection
 * race test. All times are the database's clock; callers pass durations, never instants of their own.
 */
import type { Failure } from '#libs/failures';

/** One contribution as read from the delivery topic, with what its outcome must carry. */
export interface AcceptItem {
  /** Contribution id; the inbox key. */
  readonly id: string;
  readonly messageId: string;
  readonly flow: string;
  readonly pattern: string;
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly digest: string;
  readonly occurredAt: number;
  /** The whole contribution as the fold wants it. */
  readonly contribution: unknown;
  readonly traceparent: string | null;
  /** JSON text of the hops so far. */
  readonly trail: string;
}

/** What a fold decided for one contribution. `state` is stored as JSON. */
export interface Folded {
  readonly state: unknown;
  readonly result: /** Enters the lane. `episode` selects the link: one remote record per (target, key, episode). */
    | { readonly kind: 'deliver'; readonly episode: number; readonly want: unknown; readonly wantDigest: string }
    /** Ends here. */
    | { readonly kind: 'noop' | 'superseded'; readonly reason: string };
}

/** Pure; the same contribution folded again must give the same state. */
export type Fold = (state: unknown, item: AcceptItem) => Folded;

export interface Accepted {
  /** Contributions that were new (not yet in the inbox). */
  readonly inserted: number;
  /** Target systems that got work. */
  readonly targets: readonly string[];
}

export interface Link {
  readonly remoteId: string;
  readonly number: string | null;
  readonly url: string | null;
  /** Digest of the want last known to be written there. */
  readonly writtenDigest: string;
}

/** The head of a claimed lane, its attempt row already written as `sending`. */
export interface Claimed {
  readonly laneId: string;
  readonly epoch: number;
  readonly deliveryId: string;
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly episode: number;
  readonly flow: string;
  readonly want: unknown;
  readonly wantDigest: string;
  readonly traceparent: string | null;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly link: Link | null;
  /** The want last known to be written to the link's record; null when there is none, or it is too old to be kept. */
  readonly written: unknown;
  /** True when an earlier attempt of this lane's episode may have had an effect that we do not know of. */
  readonly mustAsk: boolean;
  /** Milliseconds since the latest attempt of unknown outcome was started; 0 when mustAsk is false. */
  readonly unknownForMs: number;
}

/** What came of a claimed head. Written only if the lane's epoch is still ours. */
export interface Settled {
  readonly laneId: string;
  readonly epoch: number;
  readonly deliveryId: string;
  readonly attempt: number;
  readonly result:
    | {
        readonly kind: 'delivered';
        readonly link: Link;
        readonly action: 'create' | 'update' | 'adopt';
        /** Sent again after an attempt of unknown outcome at an action that cannot be asked. */
        readonly possibleDuplicate: boolean;
      }
    | { readonly kind: 'noop'; readonly reason: string }
    /** Head stays; tried again after `delayMs`. `unknown` leaves the attempt open: the next claim must ask. */
    | { readonly kind: 'retry'; readonly failure: Failure; readonly delayMs: number; readonly unknown: boolean }
    /** Head leaves the lane and waits for a person (review_item). */
    | { readonly kind: 'parked'; readonly failure: Failure };
}

export interface ClaimOrder {
  readonly targetSystem: string;
  readonly max: number;
}

/** A committed outcome that the outcome topic has not acknowledged yet. */
export interface PendingOutcome {
  /** Monotone; passed back to `published`. */
  readonly seq: string;
  readonly deliveryId: string;
  readonly messageId: string;
  readonly kind: 'delivered' | 'noop' | 'superseded' | 'parked';
  readonly reason: string | null;
  readonly flow: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly link: Link | null;
  readonly attempts: number;
  readonly possibleDuplicate: boolean;
  readonly occurredAt: number;
  readonly finishedAt: number;
  readonly traceparent: string | null;
  readonly trail: string;
}

export interface DeliveryStore {
  /**
   * One transaction: unknown ids enter the inbox in the order given, are folded into their cases (locked in key order,
   * so that two acceptors can't deadlock) and appended to their lanes; a known id changes nothing.
   */
  accept(items: readonly AcceptItem[], fold: Fold): Promise<Accepted>;
  /**
   * One transaction: writes the results (each only where the lane's epoch still matches; returns how many did not),
   * then claims the heads of due lanes with SKIP LOCKED, each with a new epoch, a lease of `leaseMs` and an attempt
   * row in state `sending`. A lane whose lease ran out is due again.
   */
  settleAndClaim(
    owner: string,
    settled: readonly Settled[],
    claim: readonly ClaimOrder[],
    leaseMs: number,
  ): Promise<{ readonly claimed: readonly Claimed[]; readonly refused: number }>;
  /**
   * One transaction: the lanes still held under these epochs are leased for `leaseMs` from now; returns their ids. Whoever could not
   * renew must have ended its call 2 s before the lease does: from then on the call's outcome is what the next claim asks about.
   */
  renew(leases: readonly { readonly laneId: string; readonly epoch: number }[], leaseMs: number): Promise<ReadonlySet<string>>;
  /** Outcomes not yet acknowledged by the log, oldest first. */
  unpublished(limit: number): Promise<readonly PendingOutcome[]>;
  published(seqs: readonly string[]): Promise<void>;
  /** Counts by target: lanes waiting, deliveries waiting, oldest due age in ms. For doctor and demo. */
  waiting(): Promise<
    readonly { readonly targetSystem: string; readonly lanes: number; readonly deliveries: number; readonly oldestMs: number }[]
  >;
}

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
}

export interface ReviewRow {
  readonly id: string;
  readonly messageId: string;
  readonly stage: string;
  readonly system: string;
  readonly record: string;
  readonly flow: string | null;
  readonly fingerprint: string;
  readonly code: string;
  readonly reason: string;
  readonly field: string | null;
  readonly expected: string | null;
  readonly excerpt: string | null;
  readonly hint: string | null;
  readonly sourceTopic: string;
  readonly sourcePartition: number;
  readonly sourceOffset: number;
  readonly parkedAt: number;
}

export interface ReviewStore {
  /** Idempotent by id. */
  park(rows: readonly ReviewRow[]): Promise<void>;
  list(limit: number): Promise<readonly ReviewRow[]>;
}

export type Store = DeliveryStore &
  TrackerStore &
  ContextStore &
  JourneyStore &
  ReviewStore & {
    /** Applies pending migrations under an advisory lock; safe when several processes start at once. */
    migrate(): Promise<void>;
    /** Cheap reachability check for readiness. */
    ping(): Promise<void>;
    close(): Promise<void>;
  };
