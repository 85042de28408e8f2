/**
 * What a stage of the line is: `load(batch)`, then `decide(message, context)` for each message in offset order.
 * `decide` is pure and synchronous; the kernel owns offsets, producing, headers, retries and spans.
 */
import type { Evidence } from '#libs/failures';
import type { Hop } from '#libs/log';

/** Where and when a message was appended, and how it travels. */
export interface Message<T> {
  /** Deterministic id of the message (CloudEvents id). */
  readonly id: string;
  readonly value: T;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Append time, epoch milliseconds. */
  readonly timestamp: number;
  readonly key: string;
  readonly traceparent: string | null;
  /** Coordinates of every hop before this one, then of this one. */
  readonly trail: readonly Hop[];
}

/** One output: which topic, which key (it decides the partition), which value; the id is derived, never random. */
export interface Output {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly value: unknown;
}

/**
 * The closed union of what `decide` may answer. Nothing else leaves a stage.
 * drop = the message ends here on purpose (an outcome says why); review = a person has to look.
 */
export type Decision =
  | { readonly kind: 'emit'; readonly outputs: readonly Output[] }
  | { readonly kind: 'drop'; readonly reason: string }
  | { readonly kind: 'review'; readonly code: string; readonly evidence: Evidence };

export const emit = (...outputs: readonly Output[]): Decision => ({ kind: 'emit', outputs });
export const drop = (reason: string): Decision => ({ kind: 'drop', reason });
export const review = (code: string, evidence: Evidence): Decision => ({ kind: 'review', code, evidence });

/** A consume-decide-produce stage. */
export interface Stage<T, C> {
  readonly name: string;
  readonly topics: readonly string[];
  /** One statement for the whole batch; what it returns is all that `decide` may look at. */
  load(batch: readonly Message<T>[]): Promise<C>;
  decide(message: Message<T>, context: C): Decision;
}

/** A consume-and-store stage: one transaction per batch; offsets are committed after it. */
export interface Sink<T> {
  readonly name: string;
  readonly topics: readonly string[];
  save(batch: readonly Message<T>[]): Promise<void>;
}
