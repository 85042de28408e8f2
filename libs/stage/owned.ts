import type { LogRecord, TopicPartition } from '#libs/log';
import type { Mark } from './mark.ts';

/** Records after the committed offset that the previous, uncleanly ended owner may have had in hand. */
export const suspectWindow = 500n;

/** What the kernel knows of one partition it owns. A partition that left and came back is another one. */
export interface Owned extends TopicPartition {
  /** Next offset to commit: everything below is acknowledged downstream. */
  position: bigint;
  committed: bigint;
  /** Taken and handed on, not yet acknowledged. */
  pending: number;
  revoked: boolean;
  /** The mark of this run is written. */
  marked: boolean;
  mark: Mark;
  /** Below this offset, records are handled with care after an unclean exit. */
  suspectUntil: bigint;
}

/** A record together with the partition as it was owned when the record was fetched. */
export interface Taken {
  readonly record: LogRecord;
  readonly owned: Owned;
}

/** What is in hand, per partition. */
export type Ticket = readonly { readonly owned: Owned; readonly count: number; readonly next: bigint }[];

export const keyOf = (at: TopicPartition): string => `${at.topic}/${at.partition}`;

/** Whether the previous owner may have died on this record. */
export const isSuspect = ({ record, owned }: Taken): boolean => record.offset < owned.suspectUntil;

/** Whether its try has to be written before it is touched: two runs in a row ended uncleanly. */
export const isGrave = (taken: Taken): boolean => taken.owned.mark.level === 2 && isSuspect(taken);
