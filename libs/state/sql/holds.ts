import type { Statement } from '../pool.ts';

const columns = `subject, kind, system, phase, extract(epoch from until)::float8 * 1000 as until,
  extract(epoch from since)::float8 * 1000 as since, rounds, allowed, failure, credential_version`;

/** Quotas that are over hold nothing. */
export const readHolds: Statement = {
  name: 'holds.read',
  text: `select ${columns} from hold where subject = any($1::text[]) and (kind <> 'quota' or until > now())`,
};

export const listHolds: Statement = {
  name: 'holds.list',
  text: `select ${columns} from hold where kind <> 'quota' or until > now() order by system, subject, kind`,
};

/**
 * Of holds whose time has come, those that nobody else probes now. A probe whose process died is due again once its time is up. Whoever
 * comes second either steps over the locked row or finds the new time on it.
 */
export const takeProbes: Statement = {
  name: 'holds.take',
  text: `
with due as materialized (
  select subject, kind from hold
  where subject = any($1::text[]) and kind <> 'quota' and phase in ('open', 'probing') and until <= now()
  order by subject
  for update skip locked
)
update hold h set phase = 'probing', allowed = 1, until = now() + $2::float8 * interval '1 ms'
from due where h.subject = due.subject and h.kind = due.kind
returning h.subject`,
};

/** Nothing waited that could have been a probe. */
export const returnProbes: Statement = {
  name: 'holds.return',
  text: `update hold set phase = 'open', until = now() where subject = any($1::text[]) and phase = 'probing'`,
};

/** What is held already stays as it is, but a quota may be extended. An outage is told of once: when its row is new. */
export const openHold: Statement = {
  name: 'holds.open',
  text: `
with opened as (
  insert into hold as h (subject, kind, system, phase, until, failure, credential_version)
  values ($1, $2, $3, 'open', now() + $4::float8 * interval '1 ms', $5, $6)
  on conflict (subject, kind) do update set until = greatest(h.until, excluded.until), failure = excluded.failure,
    since = case when h.until <= now() then now() else h.since end
  where h.kind = 'quota'
  returning xmax = 0 as is_new
)
insert into escalation (subject, kind, system, owner, reason)
select $1, $2, $3, $7::text, $8 from opened where is_new and $7::text is not null
on conflict do nothing`,
};

export const probeHold: Statement = {
  name: 'holds.probe',
  text: `update hold set until = now() where subject = $1 and kind <> 'quota' and phase = 'open'`,
};

/** Only the step that the call was made under counts, so that many answers at once are one step. $3: the next step; null when it is over. */
export const passHold: Statement = {
  name: 'holds.pass',
  text: `
with step as materialized (
  select subject, kind from hold
  where subject = $1 and kind <> 'quota' and phase in ('probing', 'ramp') and allowed = $2::int
  for update
), more as (
  update hold h set phase = 'ramp', allowed = $3::int, rounds = 0, until = null
  from step s where h.subject = s.subject and h.kind = s.kind and $3::int is not null
), gone as (
  delete from hold h using step s where h.subject = s.subject and h.kind = s.kind and $3::int is null
)
update escalation e set resolved_at = now()
from step s where e.subject = s.subject and e.kind = s.kind and e.resolved_at is null and $3::int is null`,
};

export const failHold: Statement = {
  name: 'holds.fail',
  text: `
update hold set phase = 'open', rounds = rounds + 1, allowed = 1, failure = $2, until = now() + $3::float8 * interval '1 ms'
where subject = $1 and kind <> 'quota' and phase in ('probing', 'ramp')`,
};

/** Fills the buckets up to now and says what is in them; their rows stay locked until the claim has taken its tokens. */
export const fillBuckets: Statement = {
  name: 'buckets.fill',
  text: `
insert into quota_bucket as b (subject, tokens, at)
select w.subject, w.burst, clock_timestamp()
from unnest($1::text[], $2::float8[], $3::float8[]) as w(subject, per_second, burst)
order by w.subject
on conflict (subject) do update set at = greatest(b.at, excluded.at),
  tokens = least(excluded.tokens, b.tokens + greatest(0, extract(epoch from excluded.at - b.at)) * (
    select w.per_second from unnest($1::text[], $2::float8[]) as w(subject, per_second) where w.subject = b.subject))
returning subject, tokens`,
};

/** More may be spent than was there: the next claims wait for it. */
export const spendTokens: Statement = {
  name: 'buckets.spend',
  text: `
with spent as materialized (
  select b.subject, s.calls
  from unnest($1::text[], $2::float8[]) as s(subject, calls) join quota_bucket b on b.subject = s.subject
  order by b.subject
  for update of b
)
update quota_bucket b set tokens = b.tokens - s.calls from spent s where b.subject = s.subject`,
};

const escalationColumns = `id, subject, system, kind, owner, reason, extract(epoch from opened_at)::float8 * 1000 as opened_at,
  extract(epoch from resolved_at)::float8 * 1000 as resolved_at`;

/** Another replica that asks at this moment passes over what this one takes. */
export const announceEscalations: Statement = {
  name: 'escalations.announce',
  text: `
with untold as materialized (
  select id from escalation where announced_at is null and resolved_at is null order by id for update skip locked
)
update escalation set announced_at = now() where id in (select id from untold)
returning ${escalationColumns}`,
};

export const listEscalations: Statement = {
  name: 'escalations.list',
  text: `
select ${escalationColumns}
from escalation order by id desc limit $1::int`,
};
