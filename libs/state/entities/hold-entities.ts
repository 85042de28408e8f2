import { EntitySchema } from 'typeorm';
import { double, identity, instant, integer, json, key, optional, text } from './column.ts';

/** A breaker, credential or quota that keeps lanes back: one row joined at the claim, never an update of lanes. */
export const Hold = new EntitySchema({
  name: 'hold',
  columns: {
    subject: text(key),
    kind: text(key),
    system: text(),
    phase: json(),
    until: instant(optional),
    since: instant({ default: () => 'now()' }),
    rounds: integer({ default: 0 }),
    allowed: integer({ default: 1 }),
    failure: json(),
    credential_version: text(optional),
  },
});

/** Tokens of a rate limit, shared by all replicas. */
export const QuotaBucket = new EntitySchema({
  name: 'quota_bucket',
  columns: { subject: text(key), tokens: double(), at: instant() },
});

/** Who was told of an outage, and when it was over. */
export const EscalationTold = new EntitySchema({
  name: 'escalation',
  columns: {
    id: identity(),
    subject: text(),
    kind: json(),
    system: text(),
    owner: text(),
    reason: text(),
    opened_at: instant({ default: () => 'now()' }),
    resolved_at: instant(optional),
    announced_at: instant(optional),
  },
});
