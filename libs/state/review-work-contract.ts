/** What people do about parked records: edits, approvals, and jobs that a runner carries out. */
import type { Page, ReviewFilter, ReviewItem, ReviewRevision } from './review-contract.ts';

export type JobAction = 'replay' | 'discard' | 'supersede';

/** approval: waits for a second person. */
export type JobState = 'approval' | 'queued' | 'done';

/**
 * queued -> requeued -> how it ended. delivered: its effect is there. failed: parked again. filtered: no flow takes it (any more).
 * refused: it could not be done at all. unfinished: still under way when the watch over it ended.
 */
export type JobItemState =
  | 'queued'
  | 'requeued'
  | 'delivered'
  | 'failed'
  | 'superseded'
  | 'discarded'
  | 'filtered'
  | 'refused'
  | 'unfinished';

export interface JobItem {
  readonly itemId: string;
  readonly state: JobItemState;
  /** In words: the ticket's number, why it failed again, what is newer. */
  readonly text: string;
  /** The revision that was sent; null for the original. */
  readonly revision: number | null;
  readonly changedAt: number;
}

export interface Job {
  readonly id: string;
  readonly action: JobAction;
  readonly state: JobState;
  readonly actor: string;
  readonly reason: string;
  readonly approvedBy: string | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  readonly total: number;
  /** Items by state. */
  readonly counts: Readonly<Partial<Record<JobItemState, number>>>;
}

/** Who does something, and why. */
export interface Deed {
  readonly actor: string;
  readonly reason: string;
}

export interface JobOrder extends Deed {
  /** Chosen by the caller, so that an order sent twice is one job. A UUID. */
  readonly id: string;
  readonly action: JobAction;
  /** These items whatever their state, or those that a filter selects now. */
  readonly items: readonly string[] | ReviewFilter;
  /** More items than this need the approval of a second person. */
  readonly approvalAbove: number;
  /** Whether an edit is replayed only when a second person has approved it. */
  readonly fourEyes: boolean;
}

export type Revised = { readonly kind: 'revised'; readonly revision: ReviewRevision } | Declined;
export type Approved = { readonly kind: 'approved' } | Declined;
export type Opened = { readonly kind: 'opened'; readonly job: Job } | Declined;

/** Not done, and why; `next` is what to do instead. */
export interface Declined {
  readonly kind: 'declined';
  readonly why: 'not-found' | 'own-work' | 'not-needed' | 'nothing-selected' | 'not-approved' | 'ended';
  readonly text: string;
  readonly next: string;
}

/** An item of a job that is due. */
export interface WorkItem {
  readonly jobId: string;
  readonly action: JobAction;
  readonly actor: string;
  readonly reason: string;
  readonly item: ReviewItem;
  /** The revision to be sent, as it was the newest when the job was opened; null: the original. */
  readonly revision: number | null;
  /** Counts the replays of the item, this one included. */
  readonly replay: number;
  /** JSON text that the runner kept with `requeued`; null before. */
  readonly mark: string | null;
  /** Milliseconds since it was queued or requeued. */
  readonly forMs: number;
}

/** What became of an item, as the runner found out. */
export interface ItemResult {
  readonly jobId: string;
  readonly itemId: string;
  readonly state: Exclude<JobItemState, 'queued'>;
  readonly text: string;
  /** With requeued: what the runner will look for, as JSON text; which replay of the item it was. */
  readonly mark?: string;
  readonly replay?: number;
  /** The item that now stands for it: its replay was parked there. */
  readonly child?: string;
}

/** How a message that was sent again is recognised: by its id, or by record and version, and by the traces that replays began. */
export interface ReplayMark {
  readonly itemId: string;
  readonly messageId: string;
  readonly system: string;
  readonly record: string;
  readonly version: number;
  readonly traceIds: readonly string[];
}

/** What the projections say of a message that was sent again, from a stage before delivery. */
export interface ReplayFact {
  readonly itemId: string;
  readonly messageId: string;
  readonly model: string;
  /** null: the message is known and nothing more is ever said of its model. */
  readonly kind: string | null;
  readonly stage: string | null;
  readonly flow: string | null;
  readonly reason: string | null;
  readonly deliveryIds: readonly string[];
}

/** Where a delivery stands, by deliver's own tables. One that was never accepted is absent. */
export interface DeliveryFact {
  readonly deliveryId: string;
  readonly flow: string;
  readonly kind: 'waiting' | 'delivered' | 'noop' | 'superseded' | 'parked' | 'discarded';
  readonly reason: string | null;
  /** The remote record's number, where there is one. */
  readonly number: string | null;
}

export interface ReviewWorkStore {
  /** The next revision of an item. The same content as the newest one is that one. */
  revise(itemId: string, content: string, by: Deed): Promise<Revised>;
  /** A second person agrees to an item's newest revision, or to a job. */
  approve(id: string, by: Deed): Promise<Approved>;
  openJob(order: JobOrder): Promise<Opened>;
  reviewJob(id: string): Promise<Job | null>;
  /** Newest first. */
  reviewJobs(limit: number): Promise<readonly Job[]>;
  /** In the order in which they are done. */
  jobItems(id: string, page: Page): Promise<readonly JobItem[]>;
}

export interface ReviewRunStore {
  /** Whether `owner` runs the jobs for the next `leaseMs`: nobody else does, or their lease ran out. */
  leaseReview(owner: string, leaseMs: number): Promise<boolean>;
  /** Items in this state of jobs that are not done, the oldest job first. */
  reviewWork(state: 'queued' | 'requeued', limit: number): Promise<readonly WorkItem[]>;
  /**
   * One transaction: replays, discards or supersedes a delivery that was parked, under the lock of its lane, and records what became of
   * the item. A blocked lane goes on, in doubt as before and with its tries begun anew; a head that was skipped enters its lane again
   * under its own id, unless the same remote record has a newer state: then it is superseded.
   */
  redeliver(work: WorkItem): Promise<ItemResult>;
  /** One transaction: results, states of their items, and the jobs that are done by them. An item of a job that has ended stays as it is. */
  finishItems(results: readonly ItemResult[]): Promise<void>;
  replayFacts(marks: readonly ReplayMark[]): Promise<readonly ReplayFact[]>;
  deliveryFacts(ids: readonly string[]): Promise<readonly DeliveryFact[]>;
}
