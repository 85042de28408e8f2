import { EntitySchema } from 'typeorm';
import { bigint, double, flag, identity, instant, integer, json, key, optional, text, uuid } from './column.ts';

/** All deliveries to one record of one target system, in order; the unit of leasing. */
export const Lane = new EntitySchema({
  name: 'lane',
  columns: {
    id: identity(),
    target_system: text(),
    target_key: text(),
    head_seq: bigint({ default: 1 }),
    next_seq: bigint({ default: 1 }),
    due_at: instant(optional),
    epoch: bigint({ default: 0 }),
    lease_owner: text(optional),
    blocked: json(optional),
  },
});

/** What the folds of one pattern know about a lane's record. */
export const CaseState = new EntitySchema({
  name: 'case_state',
  columns: { lane_id: bigint(key), pattern: text(key), state: json() },
});

/**
 * One contribution, or one text that it adds to the record, written once. The table is the inbox: an id that is here has been accepted. A
 * text is what has a place in its lane (seq) and no want_digest: it is no state that could be compared.
 */
export const Delivery = new EntitySchema({
  name: 'delivery',
  columns: {
    id: uuid(key),
    lane_id: bigint(),
    seq: bigint(optional),
    first_seq: bigint(optional),
    episode: integer(optional),
    message_id: uuid(),
    flow: text(),
    pattern: text(),
    system: text(),
    record: text(),
    version: double(),
    digest: text(),
    occurred_at: double(),
    want: json(optional),
    want_digest: text(optional),
    traceparent: text(optional),
    trail: text(),
    accepted_at: instant({ default: () => 'now()' }),
  },
});

/** One call to a destination, committed before it is made. Without an episode it adds a text to the record, whose id there is entry_id. */
export const Attempt = new EntitySchema({
  name: 'attempt',
  columns: {
    lane_id: bigint(key),
    seq: bigint(key),
    n: integer(key),
    episode: integer(optional),
    epoch: bigint(),
    state: json(),
    action: text(optional),
    started_at: instant(),
    ended_at: instant(optional),
    unknown_since: instant(optional),
    counted: flag({ default: false }),
    failure: json(optional),
    entry_id: text(optional),
  },
});

/** The remote record of one episode of a lane. */
export const RemoteLink = new EntitySchema({
  name: 'link',
  columns: {
    lane_id: bigint(key),
    episode: integer(key),
    remote_id: text(),
    number: text(optional),
    url: text(optional),
    written_digest: text(),
    written_seq: bigint(),
  },
});

/** How a delivery ended; published when the outcome topic has acknowledged it. */
export const DeliveryOutcome = new EntitySchema({
  name: 'delivery_outcome',
  columns: {
    seq: identity(),
    delivery_id: uuid(),
    kind: json(),
    reason: text(optional),
    attempts: integer({ default: 0 }),
    possible_duplicate: flag({ default: false }),
    finished_at: instant({ default: () => 'now()' }),
    published_at: instant(optional),
  },
});

/** Who last wrote a field of a linked record, for two-way synchronization. */
export const FieldState = new EntitySchema({
  name: 'field_state',
  columns: {
    entity: text(key),
    field: text(key),
    system: text(key),
    value_hash: text(),
    origin: text(),
    origin_version: double(),
    changed_at: instant({ default: () => 'now()' }),
  },
});
