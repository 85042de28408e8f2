import { EntitySchema } from 'typeorm';
import { bigint, double, identity, instant, integer, json, key, optional, text } from './column.ts';

/** A source whose calls go to the spool. */
export const SpoolGate = new EntitySchema({
  name: 'spool_gate',
  columns: {
    source: text(key),
    opened_at: instant({ default: () => 'now()' }),
    not_before: instant(),
    lease_owner: text(optional),
    lease_until: instant(optional),
  },
});

/** A record that Kafka did not take yet. */
export const Spool = new EntitySchema({
  name: 'spool',
  columns: { seq: identity(), source: text(), record: json() },
});

/** How far a source is known. */
export const SourceWatermark = new EntitySchema({
  name: 'source_watermark',
  columns: {
    system: text(key),
    watermark: instant(),
    last_seen: instant(),
    wanted_since: instant(optional),
    asked: bigint({ default: 0 }),
    reason: text(optional),
    not_before: instant(optional),
    claimed_asked: bigint(optional),
    claimed_at: instant(optional),
    epoch: bigint({ default: 0 }),
    lease_owner: text(optional),
    lease_until: instant(optional),
    last_run: instant(optional),
    last_error: text(optional),
  },
});

/** A record that went on without its context. */
export const ContextDebt = new EntitySchema({
  name: 'context_debt',
  columns: {
    system: text(key),
    record: text(key),
    version: double(),
    keys: json(),
    source_topic: text(),
    source_partition: integer(),
    source_offset: double(),
    owed_since: instant({ default: () => 'now()' }),
    due_at: instant(),
  },
});
