/**
 * What ingest keeps in Postgres: calls that Kafka did not take from senders that do not come again, and how far each source that
 * can be asked is known. Every method is one transaction with a two-connection race test; all times are the database's clock.
 */

/** A record of the log, as text; only its writer looks into it. */
export interface SpooledRow {
  /** Position in the order of its source. */
  readonly seq: string;
  readonly record: string;
}

export interface OpenSpool {
  readonly source: string;
  /** How long calls of this source have been going to the spool, milliseconds. */
  readonly openForMs: number;
  readonly waiting: number;
}

export interface SpoolStore {
  /**
   * Appends records of one source behind everything it has there, and opens its spool if it was closed. Nothing of it is drained
   * for `holdMs`: by then a request to the broker that this process has given up can no longer land behind what is drained.
   */
  spool(source: string, records: readonly string[], holdMs: number): Promise<Pick<OpenSpool, 'openForMs'>>;
  /** Sources that are open: whatever comes from them goes behind what waits. */
  spoolOpen(): Promise<readonly OpenSpool[]>;
  /**
   * The oldest records of one open source, leased to `owner` alone for `leaseMs`; null when there is nothing to do. A source with
   * nothing left is closed, under the lock that appending takes, so that nothing slips in between.
   */
  drainSpool(
    owner: string,
    limit: number,
    leaseMs: number,
  ): Promise<{ readonly source: string; readonly rows: readonly SpooledRow[] } | null>;
  /** These are in the log. */
  spoolDone(seqs: readonly string[]): Promise<void>;
}

/** A source to be asked what has changed. */
export interface ClaimedBackfill {
  readonly system: string;
  /** Given back with the result: a lease that was taken over writes nothing. */
  readonly epoch: number;
  /** Epoch milliseconds by the database's clock: what changed after this may be missing here. */
  readonly sinceMs: number;
  readonly reason: string;
}

export interface WatermarkRow {
  readonly system: string;
  /** Everything that changed before is here, as far as we know; epoch milliseconds. */
  readonly watermark: number;
  readonly lastSeen: number;
  /** Set while a backfill is wanted: since when, and why. */
  readonly wantedSince: number | null;
  readonly reason: string | null;
  readonly lastRun: number | null;
  readonly lastError: string | null;
}

export interface BackfillStore {
  /**
   * Somebody takes calls of these sources now. Nobody for `gapMs` before, or `started` (calls may have been given up by whoever
   * ran before), wants a backfill since the watermark; else, and while none is wanted, the watermark moves on to now.
   */
  sourcesSeen(systems: readonly string[], started: boolean, gapMs: number): Promise<void>;
  /** Wants a backfill of what changed within the last `agoMs`, or further back when that is wanted already. */
  wantBackfill(system: string, agoMs: number, reason: string): Promise<void>;
  /** One of `systems` that wants a backfill and that nobody works on. */
  claimBackfill(systems: readonly string[], owner: string, leaseMs: number): Promise<ClaimedBackfill | null>;
  /** False when the lease was taken over: stop. */
  renewBackfill(system: string, epoch: number, leaseMs: number): Promise<boolean>;
  /** Done (null), or failed and to be tried again after `retryMs`. What was wanted meanwhile stays wanted. */
  backfilled(system: string, epoch: number, failed: { readonly error: string; readonly retryMs: number } | null): Promise<void>;
  watermarks(): Promise<readonly WatermarkRow[]>;
}
