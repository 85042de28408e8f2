/**
 * What a stage of the line is: `load(batch)`, then `decide(message, context)` for each message in offset order.
 * `decide` is pure and synchronous; the kernel owns offsets, producing, headers, retries and spans.
 */
import type { Evidence } from '#libs/failures';
import type { Gather, Headers, LogRecord } from '#libs/log';

/** Where and when a message was appended, and how it travels. */
export interface Message<T> {
  /** Deterministic id of the message (CloudEvents id); for a source's own topic, its coordinates. */
  readonly id: string;
  readonly value: T;
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  /** Append time, epoch milliseconds. */
  readonly timestamp: number;
  readonly key: string;
  readonly headers: Headers;
  /** Content hash of the workspace that governs this message; null before ingest stamped one. */
  readonly revision: string | null;
  readonly traceparent: string | null;
  /** Coordinates of every hop before this one, then of this one, as the trail header carries them (libs/log: hopsOf). */
  readonly trail: string;
}

/** One output: which topic, which key (it decides the partition), which value; the id is derived, never random. */
export interface Output {
  readonly topic: string;
  readonly key: string;
  readonly id: string;
  readonly value: unknown;
  /** Given by the first stage only; later ones inherit the message's. */
  readonly revision?: string;
}

/** Why a person has to look; `flow` when only one of several flows is concerned. */
export interface ReviewCause {
  readonly code: string;
  readonly evidence: Evidence;
  readonly flow?: string;
}

/**
 * The closed union of what `decide` may answer. Nothing else leaves a stage.
 * drop = the message ends here on purpose (an outcome says why); review = a person has to look.
 * An emit may park some of its flows while the others go on.
 */
export type Decision =
  | { readonly kind: 'emit'; readonly outputs: readonly Output[]; readonly reviews?: readonly ReviewCause[] }
  | { readonly kind: 'drop'; readonly reason: string }
  | ({ readonly kind: 'review' } & ReviewCause);

export const emit = (...outputs: readonly Output[]): Decision => ({ kind: 'emit', outputs });
export const drop = (reason: string): Decision => ({ kind: 'drop', reason });
export const review = (code: string, evidence: Evidence): Decision => ({ kind: 'review', code, evidence });

/** The value of a message on a source's own topic: bytes as they are, since the format is the source's. */
export interface SourceValue {
  readonly bytes: Buffer | null;
}

/** `load` must be safe to repeat; it throws FailureError for a lost dependency, anything else is a bug. */
interface Reads {
  readonly name: string;
  readonly topics: readonly string[];
  /** avro: values are decoded by the registry's schemas. source: values are `SourceValue`. */
  readonly wire: 'avro' | 'source';
}

/** A consume-decide-produce stage. */
export interface Stage<T, C> extends Reads {
  /** One statement for the whole batch; what it returns is all that `decide` may look at. */
  load(batch: readonly Message<T>[]): Promise<C>;
  decide(message: Message<T>, context: C): Decision;
  /**
   * How to build the same `decide` in a worker: a module exporting `isolated(data)`, and the structured-cloneable data.
   * Used after an unclean exit, so that a message that kills or hangs the process is found without killing it again.
   */
  readonly isolation?: () => { readonly module: URL; readonly data: unknown };
}

/** A consume-and-store stage: one transaction per batch; offsets are committed after it. */
export interface Sink<T> extends Reads {
  /** Where nobody waits for what is saved: how many bytes, or how long, the log gathers before it hands out a batch. */
  readonly gather?: Gather;
  save(batch: readonly Message<T>[]): Promise<void>;
}

/** How a message's end is told to the rest of the system; given by the host, since the kernel knows no domain words. */
export interface Endings {
  dropped(stage: string, message: Message<unknown>, reason: string): readonly Output[];
  /** `message.value` is undefined when the frame could not be decoded. */
  parked(stage: string, message: Message<unknown>, record: LogRecord, cause: ReviewCause): readonly Output[];
}

/** Anything a process runs: a stage, a sink, a lane worker, a publisher. */
export interface Runnable {
  readonly name: string;
  start(): Promise<void>;
  /** Stops taking new work, finishes what is in hand within bounds, gives back the rest. */
  stop(): Promise<void>;
  /** null when able to work, else the reason in words. */
  notReady(): string | null;
}
