/**
 * What a connector is: settings and auth as one schema, sources, maps to and from the canonical model, and actions
 * with their idempotency class. One folder a system under connectors/, discovered by folder.
 */
import type { z } from 'zod';
import type { Evidence, Failure } from '#libs/failures';
import type { CanonicalModel, Models } from '#libs/model';
import type { Way } from './way.ts';

/** Canonical record without its envelope; the transform stage adds `meta` by the rules of ids and versions. */
export type Body<T> = Omit<T, 'meta' | 'context'>;

/** One thing that happened in a source, cut out of a webhook call or a topic record. */
export interface SourceEvent {
  /** Names the map in `maps` that understands `body`. */
  readonly format: string;
  /** Native id of the record, or null when it can't be told (the event is then parked by transform). */
  readonly record: string | null;
  /** The source's own id of this event, when it is stable over re-sends. */
  readonly eventId: string | null;
  /** The source's own version of the record, only where it is monotone. */
  readonly version: number | null;
  readonly body: Buffer;
  readonly contentType: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Set when the input was authentic but could not be understood: accepted, then parked with this text. */
  readonly defect: string | null;
}

/** Lower-case header names. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answers that this sender understands (formats.md says what each sender does with a status). */
export interface SenderAnswers {
  readonly accepted: HttpAnswer;
  /** Makes the sender come again later. */
  readonly comeAgain: HttpAnswer;
}

export interface WebhookSource<S> {
  readonly answers: SenderAnswers;
  /**
   * Whether this sender repeats a call that it was told to repeat (formats.md); true when absent. What comes from one that does not is
   * kept in Postgres while Kafka does not take it, since a refusal would lose it.
   */
  readonly comesAgain?: boolean;
  /**
   * Fetches what `authenticate` needs to know of this call and does not have yet, such as the certificate it was signed with. Bounded in
   * time and number, since a stranger may have made the call. Throws FailureError when it can't be had: the sender is then told to come again.
   */
  prepare?(headers: RequestHeaders, body: Buffer, settings: S): Promise<void>;
  /** Checks authenticity on the raw bytes; constant time. Returns a reason when refused, null when authentic. */
  authenticate(headers: RequestHeaders, body: Buffer, settings: S): string | null;
  /**
   * Answers a sender that asks by OPTIONS whether it may send here at all, before anything of it is authentic (CloudEvents webhooks). null when
   * it asks nothing of that kind.
   */
  handshake?(headers: RequestHeaders, settings: S): HttpAnswer | null;
  /**
   * Turns an authentic body into the one that `parse` cuts, where that can't be done at once, as with MIME. Never throws: what it can't read
   * is handed on as it came.
   */
  read?(headers: RequestHeaders, body: Buffer, settings: S): Promise<Buffer>;
  /** Cuts a call into source events. Never throws: what it can't understand becomes one event with a `defect`. */
  parse(headers: RequestHeaders, body: Buffer, settings: S): readonly SourceEvent[];
}

export interface TopicSource<S> {
  /** One record of the source's own topic, already unwrapped from CloudEvents or Avro to JSON text by ingest. */
  parse(key: string | null, value: Buffer, headers: RequestHeaders, settings: S): readonly SourceEvent[];
}

/** One page of what has changed at a source. */
export interface Changed {
  readonly events: readonly SourceEvent[];
  /** Handed back for the page after this one; null at the end. */
  readonly next: string | null;
}

/**
 * Asks a source for the present state of what has changed there. Throws FailureError only. Every event carries the source's own version,
 * the one that a live event of the same state carries: a state that is here already is then a no-op, and an older one superseded,
 * however late it is asked for. Where the source has no versions, every event carries an id that stays the same when it is asked for again, and
 * what is asked for comes in the order of its changes. A source with neither cannot be asked.
 */
export interface Poller {
  /**
   * Records that changed since `sinceMs` (epoch milliseconds), oldest change first; `cursor` is null for the first page. The page after one is
   * asked for only once everything of that one is acknowledged by the broker.
   */
  changedSince(sinceMs: number, cursor: string | null, signal: AbortSignal): Promise<Changed>;
  close(): Promise<void>;
}

/** What a map makes of a source event. `volatile` fields (counters, fetch times) stay out of the digest. */
export type Mapped =
  | {
      [M in CanonicalModel]: {
        readonly kind: 'mapped';
        readonly model: M;
        readonly value: Body<Models[M]>;
        readonly occurredAt: number;
        readonly deleted?: boolean;
      };
    }[CanonicalModel]
  | { readonly kind: 'rejected'; readonly code: string; readonly evidence: Evidence };

/** Named value maps of the source system: source value -> canonical value. A missing key is never defaulted. */
export type ValueMaps = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** `settings` as the system's file gives them, not yet parsed: for a connector whose mapping is a part of its settings. Must not throw on any. */
export type SourceMap = (body: Buffer, valueMaps: ValueMaps, attributes: Readonly<Record<string, string>>, settings?: unknown) => Mapped;

/** upsert: doing it twice is doing it once. key: the destination dedupes by our key. searchable: it can be asked. none: it can't. */
export type IdempotencyClass = 'upsert' | 'key' | 'searchable' | 'none';

/** What the destination said it now holds. */
export interface Written {
  readonly remoteId: string;
  /** The number people use (INC0010001), when there is one. */
  readonly number: string | null;
  readonly url: string | null;
}

/** Status and headers of one answer on the wire; header names are lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Told of an answer before its body is judged; must not throw. */
export type Answered = (answer: Answer) => void;

/** One call's context: what the attempt row says, so that a re-send is recognisable at the destination. */
export interface Call {
  /** Stable over every re-send of this delivery; sent as idempotency or webhook id where there is one. */
  readonly deliveryId: string;
  /**
   * Names of the fields of the want that differ from what was last written there; null when that is not known for sure.
   * A destination that people work in is sent these alone, so that what they changed meanwhile stays.
   */
  readonly changed: ReadonlySet<string> | null;
  readonly traceparent: string | null;
  readonly signal: AbortSignal;
  /**
   * Asked right before anything leaves: false once the record may be in somebody else's hands. By a monotonic clock, so that it is right
   * also after the process was stopped for minutes, when `signal` may not have heard of it yet.
   */
  readonly holds?: (() => boolean) | undefined;
  /**
   * Told of every answer on the wire that belongs to this call, refusals, redirects and answers cut off half-way included: one write may
   * take several requests. `quotaOf` reads the headers. A request that was never answered is not told.
   */
  readonly answered?: Answered | undefined;
}

/** Desired state in canonical fields (a subset of the target model's), as the flow's map made it. */
export type Want = Readonly<Record<string, unknown>>;

/** Who reads an entry of a record: `note` those who work on it, `comment` the one who asked for it too. */
export type EntryKind = 'note' | 'comment';

/** One entry as the destination holds it. */
export interface Appended {
  /** The entry's own id; null where the destination does not tell it. */
  readonly remoteId: string | null;
  /** When it was taken, epoch milliseconds by the destination's clock; null where that is not told. */
  readonly at: number | null;
}

/**
 * A text added to a record that is there: a delivery of its own, with its own id, never superseded by a later one and never merged with the
 * fields of an update. All methods throw FailureError only.
 */
export interface AppendAction {
  readonly idempotency: IdempotencyClass;
  /** "Not found" counts only after this long (search index lag), milliseconds. */
  readonly consistencyDelayMs: number;
  /** Adds `text` once, marked by `markerOf(call.deliveryId)` in the text or beside it. `remoteId` is the record's. */
  appendRecord(remoteId: string, text: string, call: Call): Promise<Appended>;
  /**
   * Entries of the record that carry `marker`, the marker re-checked on each. `sinceMs` (epoch) is when the first attempt began: nothing that
   * is surely older has to be listed. Only where it is searchable.
   */
  findAppend?(remoteId: string, marker: string, sinceMs: number, call: Call): Promise<readonly Appended[]>;
}

/** How one canonical model is written at a destination. All methods throw FailureError only. */
export interface TargetObject {
  readonly create: IdempotencyClass;
  readonly update: IdempotencyClass;
  /** "Not found" counts only after this long (search index lag), milliseconds. */
  readonly consistencyDelayMs: number;
  /** `key` is our correlation key, at most 100 characters, carried by the record at the destination. */
  createRecord(key: string, want: Want, call: Call): Promise<Written>;
  updateRecord(remoteId: string, want: Want, call: Call): Promise<Written>;
  /** Every record that carries `key`, the key re-checked on each; only for searchable creates. */
  find?(key: string, call: Call): Promise<readonly Written[]>;
  /**
   * Takes back a record that was written to try the connection: removed, or ended where records are never removed. The line never calls it.
   * Absent where neither can be done.
   */
  withdraw?(remoteId: string, call: Call): Promise<'removed' | 'ended'>;
  /** Texts that can be added to its records, by who reads them; absent where there are none. */
  readonly append?: Readonly<Partial<Record<EntryKind, AppendAction>>>;
}

/** What an account may do at a destination, in the system's own words. */
export interface Rights {
  /** Needed, and not there. */
  readonly missing: readonly string[];
  /** There, and never needed. */
  readonly excess: readonly string[];
}

export interface Destination {
  readonly objects: Readonly<Partial<Record<string, TargetObject>>>;
  /** Text of the reference to the secret it signs in with (`env:NAME`, `file:/path`), never the secret; null or absent = it needs none. */
  readonly credential?: string | null;
  /**
   * Four hexadecimal digits that change when the secret behind `credential` does: a hold for a lost credential ends with the version it
   * began with. Reads the secret; throws FailureError (auth, credential) when it cannot be read.
   */
  credentialVersion?(): string;
  /**
   * A harmless read that shows whether the credential is accepted. Throws FailureError: auth/credential when it is not, anything else
   * when that could not be found out. Absent where the system has nothing harmless to read.
   */
  probe?(signal: AbortSignal): Promise<void>;
  /** Asks what the account may do; for people, the line never calls it. Throws FailureError. Absent where the system does not tell. */
  rights?(signal: AbortSignal): Promise<Rights>;
  close(): Promise<void>;
}

/** One row of a connector's failure table. First match wins; what no row matches is classified by the kit's defaults. */
export interface FailureRow {
  readonly status?: number | readonly number[];
  /** Matches when this text occurs in the answer's body. */
  readonly bodyIncludes?: string;
  /** Matches when the header (lower-case name) is there and holds this text, letter case aside. */
  readonly header?: { readonly name: string; readonly includes: string };
  /** Seconds to wait where a rate limit names no time itself, as the vendor's documentation says. */
  readonly waitSeconds?: number;
  readonly class: Failure['class'];
  readonly scope: Failure['scope'];
  readonly meaning: string;
  /** What the reader can do next. */
  readonly hint?: string;
}

/** One record for a topic of the line's own Kafka. */
export interface TopicRecord {
  readonly topic: string;
  readonly key: string;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Whose schema a value is written by: a subject of the schema registry. */
export interface TopicSubject {
  readonly subject: string;
  /** Avro schema that the subject gets when it does not have it yet; without one its latest is used. */
  readonly schema?: Readonly<Record<string, unknown>> | undefined;
}

export interface TopicWriter {
  /**
   * `value` as Avro in the Confluent wire format. Throws FailureError: invalid/record naming the field that does not fit, invalid/system when
   * the subject or its schema cannot be used, down/system when the registry does not answer. Absent where there is no registry.
   */
  encode?(subject: TopicSubject, value: unknown): Promise<Buffer>;
  /**
   * Appends one record; resolves once all in-sync replicas have it. Throws FailureError: invalid/system when there is no such topic,
   * down/system when the broker does not answer and nothing was sent, transient/lane when it is not ours to send any more,
   * unknown/record when it may have been appended; it is sent no later than `timeoutMs` from now.
   */
  append(record: TopicRecord, call: Pick<Call, 'signal' | 'holds'>, timeoutMs: number): Promise<void>;
}

/** What the host gives to a destination at connect time. */
export interface ConnectContext {
  readonly system: string;
  readonly address: string;
  /** Resolves a secret reference (`env:NAME`, `file:/path`) at use; the value is never kept in settings or logs. */
  secret(reference: string): string;
  /** Time given to one call, milliseconds. */
  readonly callTimeoutMs: number;
  /** Calls at a time (`limits.concurrency`); the connector's own default when absent. */
  readonly concurrency?: number | undefined;
  /** `limits.consistencyDelayMs`; wins over the connector's setting and default. */
  readonly consistencyDelayMs?: number | undefined;
  /** Allows plain http to loopback addresses: a laptop, tests. Denied when absent. */
  readonly allowLoopback?: boolean | undefined;
  /** Private networks that may be reached, as `10.0.0.0/8`; none when absent. */
  readonly privateNetworks?: readonly string[] | undefined;
  /** How it is reached where it is not simply over the internet: own certificates, a proxy. `createHttpClient` takes it as it is. */
  readonly way?: Way | undefined;
  /** Writes to topics of the line's own Kafka; absent where there is none, as in a check. */
  readonly topics?: TopicWriter | undefined;
}

export interface Connector<S = unknown> {
  readonly name: string;
  readonly title: string;
  readonly settings: z.ZodType<S>;
  readonly webhook?: WebhookSource<S>;
  readonly topic?: TopicSource<S>;
  /** For a source that can be asked what it has changed. */
  poll?(settings: S, context: ConnectContext): Poller;
  /** How often it is asked though nothing was missed, milliseconds: for one that never tells by itself. Never when absent or null. */
  pollEveryMs?(settings: S): number | null;
  readonly maps?: Readonly<Record<string, SourceMap>>;
  /** Canonical models that its maps make. Absent where settings decide, or nothing is sent. `junctor check` goes by it. */
  readonly sends?: readonly string[];
  /** The same where settings decide, models of the workspace's own among them. */
  sentBy?(settings: S): readonly string[];
  /** Value maps that its maps ask the system's file for; records can't be understood without a required one. Absent where settings decide. */
  readonly valueMaps?: Readonly<Record<string, 'required' | 'optional'>>;
  readonly failures?: readonly FailureRow[];
  /** What of the way to its system it goes by: `spec.tls`, `spec.proxy`. Both where absent and it connects or polls; `junctor check` goes by it. */
  readonly way?: readonly ('tls' | 'proxy')[];
  connect?(settings: S, context: ConnectContext): Destination;
}

/** Keeps the settings type together with the functions that use it; returns its argument. */
export function defineConnector<S>(connector: Connector<S>): Connector<S> {
  return connector;
}
