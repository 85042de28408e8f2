import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What keeps deliveries back: parked heads that block their lane, holds, token buckets, and who was told of an outage. */
export class CreateHolds1774137600002 implements MigrationInterface {
  readonly name = 'CreateHolds1774137600002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HEADS);
    await runner.query(HOLDS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table hold, quota_bucket, escalation;
alter table attempt drop column counted;
alter table lane drop constraint lane_due_iff_waiting;
update lane set due_at = now() where blocked is not null;
alter table lane drop column blocked, add constraint lane_due_iff_waiting check ((due_at is null) = (head_seq = next_seq));
create table hold (
  id bigint generated always as identity primary key,
  target_system text collate "C" not null,
  scope text collate "C" not null check (scope in ('lane', 'endpoint', 'credential', 'system')),
  subject text collate "C" not null,
  reason text collate "C" not null,
  until timestamptz,
  since timestamptz not null default now(),
  unique (target_system, scope, subject)
);`);
  }
}

/** A blocked lane has no due_at, so that the index that claims walk does not hold it: healthy lanes pay nothing for it. */
const HEADS = `
alter table lane
  add column blocked text collate "C" check (blocked in ('block', 'supersede')),
  drop constraint lane_due_iff_waiting,
  add constraint lane_due_iff_waiting check ((due_at is null) = (head_seq = next_seq or blocked is not null)),
  add constraint lane_blocked_has_head check (blocked is null or head_seq < next_seq);
create index lane_blocked on lane (target_system) where blocked is not null;
alter table attempt add column counted boolean not null default false;`;

const HOLDS = `
drop table hold;
create table hold (
  subject text collate "C" not null,
  kind text collate "C" not null check (kind in ('breaker', 'credential', 'quota')),
  system text collate "C" not null,
  phase text collate "C" not null check (phase in ('open', 'probing', 'ramp')),
  until timestamptz,
  since timestamptz not null default now(),
  rounds integer not null default 0,
  allowed integer not null default 1,
  failure text collate "C" not null,
  credential_version text collate "C",
  primary key (subject, kind)
) with (fillfactor = 50);

create table quota_bucket (
  subject text collate "C" primary key,
  tokens double precision not null,
  at timestamptz not null
) with (fillfactor = 50);

create table escalation (
  id bigint generated always as identity primary key,
  subject text collate "C" not null,
  kind text collate "C" not null,
  system text collate "C" not null,
  owner text collate "C" not null,
  reason text collate "C" not null,
  opened_at timestamptz not null default now(),
  resolved_at timestamptz
);
create unique index escalation_open on escalation (subject, kind) where resolved_at is null;`;
