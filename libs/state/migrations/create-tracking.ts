import type { MigrationInterface, QueryRunner } from 'typeorm';

/** State-tracker's tables and the review queue. Ids are text: they come off a topic, and a malformed one must not stop a batch. */
export class CreateTracking1774137600001 implements MigrationInterface {
  readonly name = 'CreateTracking1774137600001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(JOURNEY);
    await runner.query(PROJECTION);
    await runner.query(REVIEW);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table message_state, journey, projection, projection_key, review_item');
  }
}

/** A message row with model '' was made from an outcome whose message has not been seen (yet): searching then needs one table. */
const JOURNEY = `
create table message_state (
  id text collate "C" primary key,
  model text collate "C" not null,
  system text collate "C" not null,
  record text collate "C" not null,
  version double precision not null,
  occurred_at double precision not null,
  trace_id text collate "C",
  title text collate "C" not null,
  number text collate "C"
) with (fillfactor = 90);
create index message_state_record on message_state (record, occurred_at);
create index message_state_trace on message_state (trace_id) where trace_id is not null;
create index message_state_number on message_state (number, occurred_at) where number is not null;

create table journey (
  id text collate "C" primary key,
  message_id text collate "C" not null,
  kind text collate "C" not null,
  stage text collate "C" not null,
  reason text collate "C",
  flow text collate "C",
  system text collate "C" not null,
  record text collate "C" not null,
  version double precision not null,
  target_system text collate "C",
  target_key text collate "C",
  delivery_ids text[] collate "C" not null,
  remote_id text collate "C",
  remote_number text collate "C",
  remote_url text collate "C",
  attempts integer not null,
  possible_duplicate boolean not null,
  occurred_at double precision not null,
  finished_at double precision not null,
  trace_id text collate "C",
  trail text collate "C" not null
);
create index journey_message on journey (message_id);
create index journey_remote_number on journey (remote_number, finished_at) where remote_number is not null;
create index journey_first_delivery on journey ((delivery_ids[1])) where delivery_ids[1] is not null;`;

/** A deleted record stays as a tombstone with its version, without keys, so that an older copy cannot bring it back. */
const PROJECTION = `
create table projection (
  kind text collate "C" not null check (kind in ('ci', 'change', 'problem', 'user')),
  system text collate "C" not null,
  record text collate "C" not null,
  version double precision not null,
  data text collate "C" not null,
  deleted boolean not null,
  updated_at timestamptz not null default now(),
  primary key (kind, system, record)
) with (fillfactor = 80);

create table projection_key (
  kind text collate "C" not null,
  key text collate "C" not null,
  system text collate "C" not null,
  record text collate "C" not null,
  primary key (kind, key, system, record)
);
create index projection_key_record on projection_key (kind, system, record);`;

const REVIEW = `
create table review_item (
  id text collate "C" primary key,
  message_id text collate "C" not null,
  stage text collate "C" not null,
  system text collate "C" not null,
  record text collate "C" not null,
  flow text collate "C",
  fingerprint text collate "C" not null,
  code text collate "C" not null,
  reason text collate "C" not null,
  field text collate "C",
  expected text collate "C",
  excerpt text collate "C",
  hint text collate "C",
  source_topic text collate "C" not null,
  source_partition integer not null,
  source_offset double precision not null,
  parked_at double precision not null
);
create index review_item_parked on review_item (parked_at);
create index review_item_fingerprint on review_item (fingerprint);`;
