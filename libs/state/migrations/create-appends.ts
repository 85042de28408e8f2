import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Texts that are added to a record are deliveries of their own: their attempts concern no state of an episode, and what they made has an id. */
export class CreateAppends1774137600030 implements MigrationInterface {
  readonly name = 'CreateAppends1774137600030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
alter table attempt alter column episode drop not null, add column entry_id text collate "C",
  add constraint attempt_entry_is_an_appends check (entry_id is null or episode is null)`);
  }

  /** Texts that wait are then taken for states that nobody understands, and wait for a person. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
update attempt a set episode = d.episode from delivery d where a.episode is null and d.lane_id = a.lane_id and d.seq = a.seq;
delete from attempt where episode is null;
update delivery set want_digest = '' where seq is not null and want_digest is null;
alter table attempt drop constraint attempt_entry_is_an_appends, drop column entry_id, alter column episode set not null`);
  }
}
