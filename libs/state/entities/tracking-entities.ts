import { EntitySchema } from 'typeorm';
import { double, flag, instant, integer, json, key, optional, text } from './column.ts';

/** One canonical message. */
export const MessageState = new EntitySchema({
  name: 'message_state',
  columns: {
    id: text(key),
    model: text(),
    system: text(),
    record: text(),
    version: double(),
    occurred_at: double(),
    trace_id: text(optional),
    title: text(),
    number: text(optional),
  },
});

/** One outcome of a message. */
export const Journey = new EntitySchema({
  name: 'journey',
  columns: {
    id: text(key),
    message_id: text(),
    kind: text(),
    stage: text(),
    reason: text(optional),
    flow: text(optional),
    system: text(),
    record: text(),
    version: double(),
    target_system: text(optional),
    target_key: text(optional),
    delivery_ids: json({ array: true }),
    remote_id: text(optional),
    remote_number: text(optional),
    remote_url: text(optional),
    attempts: integer(),
    possible_duplicate: flag(),
    occurred_at: double(),
    finished_at: double(),
    trace_id: text(optional),
    trail: text(),
  },
});

/** The latest known state of a CI, change, problem or user, for enrich to read. */
export const Projection = new EntitySchema({
  name: 'projection',
  columns: {
    kind: json(key),
    system: text(key),
    record: text(key),
    version: double(),
    data: json(),
    deleted: flag(),
    updated_at: instant({ default: () => 'now()' }),
  },
});

/** Every key a projected record can be found by. */
export const ProjectionKey = new EntitySchema({
  name: 'projection_key',
  columns: { kind: text(key), key: text(key), system: text(key), record: text(key) },
});
