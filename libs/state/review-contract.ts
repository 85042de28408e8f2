/** What waits for a person. */

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
