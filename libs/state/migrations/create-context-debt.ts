import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Enrich's table: records that went on without their context. One row a record: the newest version is the one to make good. */
export class CreateContextDebt1774137600011 implements MigrationInterface {
  readonly name = 'CreateContextDebt1774137600011';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(DEBT);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table context_debt');
  }
}

const DEBT = `
create table context_debt (
  system text collate "C" not null,
  record text collate "C" not null,
  version double precision not null,
  keys text collate "C" not null,
  source_topic text collate "C" not null,
  source_partition integer not null,
  source_offset double precision not null,
  owed_since timestamptz not null default now(),
  due_at timestamptz not null,
  primary key (system, record)
) with (fillfactor = 80);
create index context_debt_due on context_debt (due_at);
create index context_debt_age on context_debt (owed_since);`;
