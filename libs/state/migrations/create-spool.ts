import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Ingest's tables: what Kafka did not take, and how far each source is known. */
export class CreateSpool1774137600010 implements MigrationInterface {
  readonly name = 'CreateSpool1774137600010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SPOOL);
    await runner.query(WATERMARK);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table spool, spool_gate, source_watermark');
  }
}

/** Whoever appends or closes holds the row of the gate, so that seq is the order of commits within a source. */
const SPOOL = `
create table spool_gate (
  source text collate "C" primary key,
  opened_at timestamptz not null default now(),
  not_before timestamptz not null,
  lease_owner text collate "C",
  lease_until timestamptz
);

create table spool (
  seq bigint generated always as identity primary key,
  source text collate "C" not null,
  record text collate "C" not null
);
create index spool_source on spool (source, seq);`;

const WATERMARK = `
create table source_watermark (
  system text collate "C" primary key,
  watermark timestamptz not null,
  last_seen timestamptz not null,
  wanted_since timestamptz,
  asked bigint not null default 0,
  reason text collate "C",
  not_before timestamptz,
  claimed_asked bigint,
  claimed_at timestamptz,
  epoch bigint not null default 0,
  lease_owner text collate "C",
  lease_until timestamptz,
  last_run timestamptz,
  last_error text collate "C"
);`;
