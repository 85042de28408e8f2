/** What waits for a person: the queue itself. What people do about it is in review-work-contract.ts. */

/**
 * open: nobody has dealt with it. replaying: on its way again. resolved: it went through, or needs nothing any more.
 * superseded: something newer stands in its place. An item that fails again is open again.
 */
export type ReviewState = 'open' | 'replaying' | 'resolved' | 'discarded' | 'superseded';

/** stage: parked on the line, with its bytes. delivery: a lane's head that its destination refused; the id is the delivery's. */
export type ReviewOrigin = 'stage' | 'delivery';

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

/** raw: a source event as captured. canonical: a record of the canonical model. want: the state wanted at a destination. bytes: anything else. */
export type ReviewForm = 'raw' | 'canonical' | 'want' | 'bytes';

/** What comes with a message that a stage parked. */
export interface ReviewPayload {
  /** The bytes of the message as they were found; null when they were too long to come along. */
  readonly value: Buffer | null;
  /** JSON text of the hops up to the stage that parked it. */
  readonly trail: string;
  readonly form: ReviewForm;
  /** JSON text of the decoded message; null when it can't be decoded. */
  readonly content: string | null;
}

export interface ParkRow extends ReviewRow {
  readonly payload?: ReviewPayload;
}

/** An item as lists show it. Times are epoch milliseconds. */
export interface ReviewItem extends ReviewRow {
  readonly state: ReviewState;
  readonly origin: ReviewOrigin;
  /** Why and how it ended, in words; null while it is open. */
  readonly resolution: string | null;
  readonly resolvedAt: number | null;
  /** How often it failed, and when for the first and the last time. */
  readonly failures: number;
  readonly firstFailedAt: number;
  readonly lastFailedAt: number;
  readonly replays: number;
  /** The item whose replay led to this one. */
  readonly parent: string | null;
}

/** An edit. The original is never changed; the newest revision is what a replay sends. */
export interface ReviewRevision {
  readonly n: number;
  readonly actor: string;
  readonly reason: string;
  /** JSON text in the item's form: `{"body": ...}` of a raw event, a canonical record, or the wanted fields. */
  readonly content: string;
  readonly madeAt: number;
  readonly approvedBy: string | null;
}

/** What is known of the delivery behind an item of origin delivery. */
export interface ParkedDelivery {
  readonly targetSystem: string;
  readonly targetKey: string;
  readonly episode: number;
  /** JSON text of the state wanted now, with the newest replayed edit. */
  readonly want: string;
  readonly number: string | null;
  readonly url: string | null;
  /** JSON text of the state last written to the remote record; null when there is none. */
  readonly written: string | null;
  /** True while the lane stands still behind it. */
  readonly blocks: boolean;
}

export interface ReviewDetail extends ReviewItem {
  readonly payload: ReviewPayload | null;
  readonly revisions: readonly ReviewRevision[];
  readonly delivery: ParkedDelivery | null;
}

/** Items of one cause. */
export interface ReviewGroup {
  readonly fingerprint: string;
  readonly count: number;
  readonly stage: string;
  readonly systems: readonly string[];
  readonly flows: readonly string[];
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** The newest item. */
  readonly example: ReviewItem;
}

export interface ReviewFilter {
  readonly fingerprint?: string;
  /** Open ones when absent. */
  readonly states?: readonly ReviewState[];
  readonly system?: string;
  readonly flow?: string;
}

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface ReviewStore {
  /**
   * Idempotent: a park message that is read again changes nothing. A message that was parked, replayed and parked again has a higher
   * source offset: the item is open again, with one failure more and the newest reason.
   */
  park(rows: readonly ParkRow[]): Promise<void>;
  /** The newest open items. */
  list(limit: number): Promise<readonly ReviewItem[]>;
  /** The largest group first. */
  reviewGroups(filter: ReviewFilter, page: Page): Promise<readonly ReviewGroup[]>;
  /** Newest first. */
  reviewItems(filter: ReviewFilter, page: Page): Promise<readonly ReviewItem[]>;
  reviewItem(id: string): Promise<ReviewDetail | null>;
}
