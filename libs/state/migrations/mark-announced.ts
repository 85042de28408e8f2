import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which escalations somebody was told of, so that one of many replicas tells. Those that are there were told by whoever opened them. */
export class MarkAnnounced1774137600040 implements MigrationInterface {
  readonly name = 'MarkAnnounced1774137600040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table escalation add column announced_at timestamptz; update escalation set announced_at = opened_at');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table escalation drop column announced_at');
  }
}
