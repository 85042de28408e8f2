import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people work with: states of parked items, their bytes, edits, jobs, and the chain of what was done. */
export class CreateReview1774137600020 implements MigrationInterface {
  readonly name = 'CreateReview1774137600020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(ITEM);
    await runner.query(WORK);
    await runner.query(AUDIT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
drop table audit_entry, review_lease, review_job_item, review_job, review_revision, review_payload;
drop function audit_is_append_only;
alter table delivery drop column first_seq;
delete from delivery_outcome where kind = 'discarded';
alter table delivery_outcome drop constraint delivery_outcome_kind_check,
  add constraint delivery_outcome_kind_check check (kind in ('delivered', 'noop', 'superseded', 'parked'));
alter table review_item drop column state, drop column origin, drop column resolution, drop column resolved_at, drop column failures,
  drop column first_failed_at, drop column last_failed_at, drop column last_offset, drop column replays, drop column parent;`);
  }
}

const ITEM = `
alter table review_item
  add column state text collate "C" not null default 'open'
    check (state in ('open', 'replaying', 'resolved', 'discarded', 'superseded')),
  add column origin text collate "C" not null default 'stage' check (origin in ('stage', 'delivery')),
  add column resolution text collate "C",
  add column resolved_at timestamptz,
  add column failures integer not null default 1,
  add column first_failed_at double precision,
  add column last_failed_at double precision,
  add column last_offset double precision,
  add column replays integer not null default 0,
  add column parent text collate "C";
update review_item r set first_failed_at = parked_at, last_failed_at = parked_at, last_offset = source_offset,
  origin = case when exists (select from delivery d where d.id::text = r.id) then 'delivery' else 'stage' end;
alter table review_item alter column first_failed_at set not null, alter column last_failed_at set not null,
  alter column last_offset set not null;
create index review_item_state on review_item (state, last_failed_at);

create table review_payload (
  item_id text collate "C" primary key,
  value bytea,
  trail text collate "C" not null,
  form text collate "C" not null check (form in ('raw', 'canonical', 'want', 'bytes')),
  content text collate "C"
);

-- The place in its lane that a delivery first had, where it entered again.
alter table delivery add column first_seq bigint;
alter table delivery_outcome drop constraint delivery_outcome_kind_check,
  add constraint delivery_outcome_kind_check check (kind in ('delivered', 'noop', 'superseded', 'parked', 'discarded'));`;

const WORK = `
create table review_revision (
  item_id text collate "C" not null,
  n integer not null,
  actor text collate "C" not null,
  reason text collate "C" not null,
  content text collate "C" not null,
  made_at timestamptz not null default now(),
  approved_by text collate "C",
  primary key (item_id, n)
);

create table review_job (
  seq bigint generated always as identity primary key,
  id uuid not null unique,
  action text collate "C" not null check (action in ('replay', 'discard', 'supersede')),
  state text collate "C" not null check (state in ('approval', 'queued', 'done')),
  actor text collate "C" not null,
  reason text collate "C" not null,
  approved_by text collate "C",
  created_at timestamptz not null default now(),
  finished_at timestamptz
);
create index review_job_queued on review_job (seq) where state = 'queued';

create table review_job_item (
  job_id uuid not null,
  n integer not null,
  item_id text collate "C" not null,
  state text collate "C" not null default 'queued' check (state in
    ('queued', 'requeued', 'delivered', 'failed', 'superseded', 'discarded', 'filtered', 'refused', 'unfinished')),
  text text collate "C" not null default '',
  revision integer,
  replay integer,
  mark text collate "C",
  changed_at timestamptz not null default now(),
  primary key (job_id, item_id)
);
create index review_job_item_due on review_job_item (job_id, state, n) where state in ('queued', 'requeued');

create table review_lease (
  name text collate "C" primary key,
  owner text collate "C" not null,
  until timestamptz not null
);`;

/** A superuser can still rewrite it: that is what the chain and a head kept elsewhere are for. */
const AUDIT = `
create table audit_entry (
  seq bigint primary key,
  at double precision not null,
  actor text collate "C" not null,
  action text collate "C" not null,
  subject text collate "C" not null,
  reason text collate "C" not null,
  detail text collate "C" not null,
  previous text collate "C" not null,
  hash text collate "C" not null
);
create function audit_is_append_only() returns trigger language plpgsql as
$$ begin raise exception 'audit entries are never changed or deleted'; end $$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function audit_is_append_only();`;
