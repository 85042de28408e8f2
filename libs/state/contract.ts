/**
 * What the services may ask of Postgres. Every method is exactly one transaction, set-based, and has a two-connection
 * race test. All times are the database's clock; callers pass durations, never instants of their own.
 */
import type { Failure } from '#libs/failures';
import type { AuditStore } from './audit-contract.ts';
import type { DebtStore } from './debt-contract.ts';
import type { Bucket, HoldChange, HoldStore, Probe } from './hold-contract.ts';
import type { BackfillStore, SpoolStore } from './intake-contract.ts';
import type { ReviewStore } from './review-contract.ts';
import type { ReviewRunStore, ReviewWorkStore } from './review-work-contract.ts';
import type { ContextStore, JourneyStore, TrackerStore } from './tracker-contract.ts';

export type * from './audit-contract.ts';
export type * from './debt-contract.ts';
export type * from './hold-contract.ts';
export type * from './intake-contract.ts';
export type * from './review-contract.ts';
export type * from './review-work-contract.ts';
export type * from './tracker-contract.ts';

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
  /** Texts that this contribution adds to the record, whatever becomes of its state; in this order, behind it in the lane. */
  readonly appends?: readonly Append[];
}

/**
 * A text that is added to the remote record of an episode: a delivery of its own. It waits until the record is there, is never superseded nor
 * compared with what was written, and what is in doubt about it says nothing about the state of the record.
 */
export interface Append {
  /** Unlike any other delivery's, and the same when the contribution is folded again. */
  readonly id: string;
  readonly episode: number;
  readonly want: unknown;
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
  /** Empty for an append, which is no state. */
  readonly wantDigest: string;
  readonly traceparent: string | null;
  /** 1 for the first try. */
  readonly attempt: number;
  /** Milliseconds since the first attempt at this delivery was begun; 0 at the first. */
  readonly triedForMs: number;
  /** Attempts so far that count against the schedule of retries. */
  readonly tries: number;
  readonly link: Link | null;
  /** The want last known to be written to the link's record; null when there is none, or it is too old to be kept. */
  readonly written: unknown;
  /** True when an earlier attempt of this lane's episode may have had an effect that we do not know of. */
  readonly mustAsk: boolean;
  /** Milliseconds since the latest attempt of unknown outcome was started; 0 when mustAsk is false. */
  readonly unknownForMs: number;
  /** Set when the system was held: what becomes of the call decides about these holds. */
  readonly probes: readonly Probe[];
}

/**
 * What a head that is parked does to its lane. block: everything waits until a person has decided. supersede: the next state of the
 * same remote record takes its place, which is recorded; until one comes the lane waits; nothing takes the place of an append, so the lane
 * goes on without it. skip: the lane goes on without it.
 */
export type HeadPolicy = 'block' | 'supersede' | 'skip';

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
    /** A text was added to the record, or found to be there already. `entry` is its own id there, where it is told. */
    | {
        readonly kind: 'appended';
        readonly action: 'append' | 'adopt';
        readonly entry: string | null;
        readonly reason: string;
        readonly possibleDuplicate: boolean;
      }
    | { readonly kind: 'noop'; readonly reason: string }
    /** Head stays; tried again after `delayMs`. `unknown` leaves the attempt open: the next claim must ask. `counted`: uses up a try. */
    | { readonly kind: 'retry'; readonly failure: Failure; readonly delayMs: number; readonly unknown: boolean; readonly counted: boolean }
    /**
     * Waits for a person (review_item). A head with an attempt in doubt is never superseded: it blocks. `possibleDuplicate`: what was
     * refused in the end had been sent again in doubt before.
     */
    | { readonly kind: 'parked'; readonly failure: Failure; readonly head: HeadPolicy; readonly possibleDuplicate?: true };
}

export interface ClaimOrder {
  readonly targetSystem: string;
  readonly max: number;
  /** Calls of this process under way there, for the steps of a ramp; none when absent. */
  readonly inFlight?: number;
  /** Subjects whose holds keep this system back; none when absent. */
  readonly subjects?: readonly string[];
  readonly bucket?: Bucket;
}

/** What the results teach about the destinations, written before anything is claimed. */
export interface Lessons {
  readonly holds: readonly HoldChange[];
  /** Calls beyond the one that each claim has paid for. */
  readonly spent: readonly { readonly subject: string; readonly calls: number }[];
}

/** A committed outcome that the outcome topic has not acknowledged yet. */
export interface PendingOutcome {
  /** Monotone; passed back to `published`. */
  readonly seq: string;
  readonly deliveryId: string;
  readonly messageId: string;
  readonly kind: 'delivered' | 'noop' | 'superseded' | 'parked' | 'discarded';
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
   * One transaction: writes the results (each only where the lane's epoch still matches; returns how many did not) and the
   * lessons, then claims the heads of due lanes with SKIP LOCKED, as many as holds and buckets allow, each with a new epoch, a
   * lease of `leaseMs` and an attempt row in state `sending`. A lane whose lease ran out is due again.
   */
  settleAndClaim(
    owner: string,
    settled: readonly Settled[],
    claim: readonly ClaimOrder[],
    leaseMs: number,
    lessons?: Lessons,
  ): Promise<{ readonly claimed: readonly Claimed[]; readonly refused: number }>;
  /**
   * One transaction: the lanes still held under these epochs are leased for `leaseMs` from now; returns their ids. Whoever could not
   * renew must have ended its call 2 s before the lease does: from then on the call's outcome is what the next claim asks about.
   */
  renew(leases: readonly { readonly laneId: string; readonly epoch: number }[], leaseMs: number): Promise<ReadonlySet<string>>;
  /** Outcomes not yet acknowledged by the log, oldest first. */
  unpublished(limit: number): Promise<readonly PendingOutcome[]>;
  published(seqs: readonly string[]): Promise<void>;
  /**
   * One transaction: forgets deliveries that ended and were published more than `keepMs` ago, among the `limit` outcomes after `after`, oldest
   * first. Kept: what a lane, a link or a person still needs. Returns where to go on; null when what follows is too young.
   */
  forget(keepMs: number, after: string, limit: number): Promise<{ readonly forgotten: number; readonly next: string | null }>;
  /** Counts by target: lanes waiting and blocked by a parked head, deliveries in both, oldest due age in ms. For people. */
  waiting(): Promise<
    readonly {
      readonly targetSystem: string;
      readonly lanes: number;
      readonly blocked: number;
      readonly deliveries: number;
      readonly oldestMs: number;
    }[]
  >;
}

export type Store = DeliveryStore &
  HoldStore &
  TrackerStore &
  ContextStore &
  JourneyStore &
  ReviewStore &
  ReviewWorkStore &
  ReviewRunStore &
  AuditStore &
  SpoolStore &
  BackfillStore &
  DebtStore & {
    /** Applies pending migrations under an advisory lock; safe when several processes start at once. */
    migrate(): Promise<void>;
    /** Cheap reachability check for readiness. */
    ping(): Promise<void>;
    close(): Promise<void>;
  };
