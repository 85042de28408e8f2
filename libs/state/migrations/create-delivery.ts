import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Deliver's tables. No foreign keys: all writers of one lane hold its row, and a key check per inserted row would cost more than
 * the insert. Text is compared by bytes (collate "C"): keys are equal or not, never sorted for a person.
 */
export class CreateDelivery1774137600000 implements MigrationInterface {
  readonly name = 'CreateDelivery1774137600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LANE);
    await runner.query(DELIVERY);
    await runner.query(LATER);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table lane, case_state, delivery, attempt, link, delivery_outcome, field_state, hold');
  }
}

/** due_at is also the visibility timeout: a claim moves it to the end of the lease; null = nothing to do. */
const LANE = `
create table lane (
  id bigint generated always as identity primary key,
  target_system text collate "C" not null,
  target_key text collate "C" not null,
  head_seq bigint not null default 1,
  next_seq bigint not null default 1,
  due_at timestamptz,
  epoch bigint not null default 0,
  lease_owner text collate "C",
  constraint lane_target unique (target_system, target_key),
  constraint lane_due_iff_waiting check ((due_at is null) = (head_seq = next_seq))
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
create index lane_due on lane (target_system, due_at) where due_at is not null;

create table case_state (
  lane_id bigint not null,
  pattern text collate "C" not null,
  state text collate "C" not null,
  primary key (lane_id, pattern)
) with (fillfactor = 70);`;

/**
 * A delivery is written once and never updated: whether it waits is lane.head_seq <= seq, how it ended is delivery_outcome. So the
 * payload is never copied. Versions and source times are double precision: any JavaScript number fits, exact up to 2^53.
 * attempt.unknown_since is set only on a doubtful end, so that the common update (sending to ok) touches no index.
 */
const DELIVERY = `
create table delivery (
  id uuid primary key,
  lane_id bigint not null,
  seq bigint,
  episode integer,
  message_id uuid not null,
  flow text collate "C" not null,
  pattern text collate "C" not null,
  system text collate "C" not null,
  record text collate "C" not null,
  version double precision not null,
  digest text collate "C" not null,
  occurred_at double precision not null,
  want text collate "C",
  want_digest text collate "C",
  traceparent text collate "C",
  trail text collate "C" not null,
  accepted_at timestamptz not null default now()
);
create unique index delivery_lane_seq on delivery (lane_id, seq) where seq is not null;

create table attempt (
  lane_id bigint not null,
  seq bigint not null,
  n integer not null,
  episode integer not null,
  epoch bigint not null,
  state text collate "C" not null check (state in ('sending', 'ok', 'failed', 'unknown')),
  action text collate "C",
  started_at timestamptz not null,
  ended_at timestamptz,
  unknown_since timestamptz,
  failure text collate "C",
  primary key (lane_id, seq, n),
  constraint attempt_unknown_says_since check ((state = 'unknown') = (unknown_since is not null))
) with (fillfactor = 50);
create index attempt_unknown on attempt (lane_id, episode) where unknown_since is not null;

create table link (
  lane_id bigint not null,
  episode integer not null,
  remote_id text collate "C" not null,
  number text collate "C",
  url text collate "C",
  written_digest text collate "C" not null,
  written_seq bigint not null,
  primary key (lane_id, episode)
) with (fillfactor = 80);

create table delivery_outcome (
  seq bigint generated always as identity primary key,
  delivery_id uuid not null,
  kind text collate "C" not null check (kind in ('delivered', 'noop', 'superseded', 'parked')),
  reason text collate "C",
  attempts integer not null default 0,
  possible_duplicate boolean not null default false,
  finished_at timestamptz not null default now(),
  published_at timestamptz
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);
create index delivery_outcome_unpublished on delivery_outcome (seq) where published_at is null;`;

/** Tables whose methods come with two-way synchronization (field_state) and with breakers, credentials and quotas (hold). */
const LATER = `
create table field_state (
  entity text collate "C" not null,
  field text collate "C" not null,
  system text collate "C" not null,
  value_hash text collate "C" not null,
  origin text collate "C" not null,
  origin_version double precision not null,
  changed_at timestamptz not null default now(),
  primary key (entity, field, system)
);
create table hold (
  id bigint generated always as identity primary key,
  target_system text collate "C" not null,
  scope text collate "C" not null check (scope in ('lane', 'endpoint', 'credential', 'system')),
  subject text collate "C" not null,
  reason text collate "C" not null,
  until timestamptz,
  since timestamptz not null default now(),
  unique (target_system, scope, subject)
);`;
