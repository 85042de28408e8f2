import { EntitySchema } from 'typeorm';
import { bigint, bytes, double, identity, instant, integer, json, key, optional, text, uuid } from './column.ts';

/** What waits for a person. */
export const ReviewItem = new EntitySchema({
  name: 'review_item',
  columns: {
    id: text(key),
    message_id: text(),
    stage: text(),
    system: text(),
    record: text(),
    flow: text(optional),
    fingerprint: text(),
    code: text(),
    reason: text(),
    field: text(optional),
    expected: text(optional),
    excerpt: text(optional),
    hint: text(optional),
    source_topic: text(),
    source_partition: integer(),
    source_offset: double(),
    parked_at: double(),
    state: json({ default: 'open' }),
    origin: json({ default: 'stage' }),
    resolution: text(optional),
    resolved_at: instant(optional),
    failures: integer({ default: 1 }),
    first_failed_at: double(),
    last_failed_at: double(),
    last_offset: double(),
    replays: integer({ default: 0 }),
    parent: text(optional),
  },
});

/** The bytes of a parked message, and what they say. */
export const ReviewPayload = new EntitySchema({
  name: 'review_payload',
  columns: { item_id: text(key), value: bytes(optional), trail: text(), form: json(), content: text(optional) },
});

/** An edit; the original stays. */
export const ReviewRevision = new EntitySchema({
  name: 'review_revision',
  columns: {
    item_id: text(key),
    n: integer(key),
    actor: text(),
    reason: text(),
    content: text(),
    made_at: instant({ default: () => 'now()' }),
    approved_by: text(optional),
  },
});

/** What somebody ordered for many items at once. */
export const ReviewJob = new EntitySchema({
  name: 'review_job',
  columns: {
    seq: identity(),
    id: uuid({ unique: true }),
    action: json(),
    state: json(),
    actor: text(),
    reason: text(),
    approved_by: text(optional),
    created_at: instant({ default: () => 'now()' }),
    finished_at: instant(optional),
  },
});

/** What became of one item of a job. */
export const ReviewJobItem = new EntitySchema({
  name: 'review_job_item',
  columns: {
    job_id: uuid(key),
    n: integer(),
    item_id: text(key),
    state: json({ default: 'queued' }),
    text: text({ default: '' }),
    revision: integer(optional),
    replay: integer(optional),
    mark: json(optional),
    changed_at: instant({ default: () => 'now()' }),
  },
});

/** Who runs the jobs. */
export const ReviewLease = new EntitySchema({
  name: 'review_lease',
  columns: { name: text(key), owner: text(), until: instant() },
});

/** The chain of what people did. */
export const AuditRow = new EntitySchema({
  name: 'audit_entry',
  columns: {
    seq: bigint(key),
    at: double(),
    actor: text(),
    action: text(),
    subject: text(),
    reason: text(),
    detail: text(),
    previous: json(),
    hash: json(),
  },
});
