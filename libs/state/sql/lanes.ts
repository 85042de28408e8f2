import type { Statement } from '../pool.ts';

/**
 * Results, each only where the epoch is still the one it was claimed with. The lanes are locked by id; a lock that was waited for re-checks
 * the epoch on the newest row. Settling raises the epoch too, so that the same result sent twice counts once.
 * Links, attempts and the lane move together: there is no moment at which a remote record exists that a later claim doesn't see. An attempt
 * without an episode is an append's: it leaves the link as it is, and nothing takes its place.
 */
export const settle: Statement = {
  name: 'lanes.settle',
  text: `
with result as (
  select * from unnest($1::bigint[], $2::bigint[], $3::uuid[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::float8[], $11::text[], $12::text[], $13::text[], $14::text[], $15::boolean[], $16::boolean[], $17::text[])
  as r(lane_id, epoch, delivery_id, n, kind, attempt_state, action, failure, reason,
    delay_ms, remote_id, number, url, written_digest, possible_duplicate, counted, head)
), mine as materialized (
  select r.*, l.head_seq as seq, a.episode,
    case
      when r.head = 'supersede' and a.episode is null then null
      when r.head = 'supersede' and (r.attempt_state = 'unknown' or exists (
        select from attempt u where u.lane_id = l.id and u.seq = l.head_seq and u.unknown_since is not null)) then 'block'
      when r.head in ('block', 'supersede') then r.head
    end as blocked
  from result r
  join lane l on l.id = r.lane_id
  join attempt a on a.lane_id = l.id and a.seq = l.head_seq and a.n = r.n
  where l.epoch = r.epoch and a.state = 'sending'
  order by l.id
  for update of l
), closed as (
  update attempt a set state = m.attempt_state, action = m.action, failure = m.failure, counted = m.counted, ended_at = now(),
    unknown_since = case when m.attempt_state = 'unknown' then a.started_at end, entry_id = case when m.episode is null then m.remote_id end
  from mine m
  where a.lane_id = m.lane_id and a.seq = m.seq and a.n = m.n
), linked as (
  insert into link (lane_id, episode, remote_id, number, url, written_digest, written_seq)
  select m.lane_id, m.episode, m.remote_id, m.number, m.url, m.written_digest, m.seq
  from mine m
  where m.kind = 'delivered' and m.episode is not null
  on conflict (lane_id, episode) do update set remote_id = excluded.remote_id, number = excluded.number,
    url = excluded.url, written_digest = excluded.written_digest, written_seq = excluded.written_seq
), moved as (
  update lane l set epoch = l.epoch + 1, lease_owner = null, blocked = m.blocked,
    head_seq = l.head_seq + case when m.kind = 'retry' or m.blocked is not null then 0 else 1 end,
    due_at = case when m.kind = 'retry' then now() + m.delay_ms * interval '1 ms'
      when m.blocked is null and l.head_seq + 1 < l.next_seq then now() end
  from mine m
  where l.id = m.lane_id
), ended as (
  insert into delivery_outcome (delivery_id, kind, reason, attempts, possible_duplicate)
  select m.delivery_id, m.kind, m.reason, m.n, m.possible_duplicate from mine m where m.kind <> 'retry'
)
select m.lane_id from mine m`,
};

/**
 * Blocked heads that give way to the next state of the same remote record, where one waits: on lanes that the transaction holds, in a
 * statement of its own, so that what was appended up to now is seen.
 */
export const supersedeHeads: Statement = {
  name: 'lanes.supersede',
  text: `
with head as materialized (
  select l.id as lane_id, d.id as delivery_id
  from unnest($1::bigint[]) as w(lane_id)
  join lane l on l.id = w.lane_id and l.blocked = 'supersede'
  join delivery d on d.lane_id = l.id and d.seq = l.head_seq
  where exists (
    select from delivery n where n.lane_id = l.id and n.seq > l.head_seq and n.episode = d.episode and n.want_digest is not null)
), moved as (
  update lane l set blocked = null, head_seq = l.head_seq + 1, due_at = now() from head h where l.id = h.lane_id
), untold as (
  delete from delivery_outcome o using head h where o.delivery_id = h.delivery_id and o.kind = 'parked' and o.published_at is null
)
insert into delivery_outcome (delivery_id, kind, reason, attempts)
select h.delivery_id, 'superseded', 'it was refused, and a newer state of the record took its place',
  (select max(a.n) from attempt a join delivery d on d.lane_id = a.lane_id and d.seq = a.seq where d.id = h.delivery_id)
from head h
returning delivery_id`,
};

/**
 * Appends at the head of lanes that the transaction holds, whose record is not there because what was to make it left its lane: where a later
 * state will make it, they go behind everything that waits, in their order.
 */
export const appendsBehind: Statement = {
  name: 'lanes.behind',
  text: `
with head as materialized (
  select l.id as lane_id, l.head_seq, l.next_seq,
    (select min(n.seq) from delivery n where n.lane_id = l.id and n.seq > l.head_seq and n.want_digest is not null) as until
  from unnest($1::bigint[]) as w(lane_id)
  join lane l on l.id = w.lane_id
  join delivery d on d.lane_id = l.id and d.seq = l.head_seq and d.want_digest is null
  where not exists (select from link k where k.lane_id = l.id and k.episode = d.episode)
    and exists (
      select from delivery n where n.lane_id = l.id and n.seq > l.head_seq and n.episode = d.episode and n.want_digest is not null)
), tried as (
  update attempt a set seq = a.seq + h.next_seq - h.head_seq
  from head h where a.lane_id = h.lane_id and a.seq >= h.head_seq and a.seq < h.until
), moved as (
  update delivery d set seq = d.seq + h.next_seq - h.head_seq, first_seq = coalesce(d.first_seq, d.seq)
  from head h where d.lane_id = h.lane_id and d.seq >= h.head_seq and d.seq < h.until
)
update lane l set head_seq = h.until, next_seq = h.next_seq + h.until - h.head_seq from head h where l.id = h.lane_id`,
};

/** What a review item about a parked head says besides the failure. */
export const readParked: Statement = {
  name: 'lanes.parked',
  text: `
select d.id, d.message_id, d.system, d.record, d.flow, d.trail, extract(epoch from now())::float8 * 1000 as parked_at
from delivery d where d.id = any($1::uuid[])`,
};

/**
 * Takes due lanes, the longest due first, and leases them. A leased or backed-off lane has its due_at in the future, so the scan never
 * walks over it. This statement only locks: what the former holder committed while it ran is visible to the next statement, not to this one.
 * Where one of the subjects ($5 system, $6 subject) is held nothing is taken.
 */
export const claimLanes: Statement = {
  name: 'lanes.claim',
  text: `
with open as materialized (
  select w.target_system, w.max from unnest($1::text[], $2::int[]) as w(target_system, max)
  where not exists (
    select from unnest($5::text[], $6::text[]) as s(target_system, subject) join hold h on h.subject = s.subject
    where s.target_system = w.target_system and (h.kind <> 'quota' or h.until > now()))
), due as materialized (
  select d.id
  from open w
  cross join lateral (
    select l.id from lane l
    where l.target_system = w.target_system and l.due_at <= now()
    order by l.due_at
    limit w.max
    for update skip locked
  ) d
)
update lane l set epoch = l.epoch + 1, lease_owner = $3, due_at = now() + $4::float8 * interval '1 ms'
from due where l.id = due.id
returning l.id, l.epoch, l.head_seq, l.target_system, l.target_key`,
};

/** Longer leases for lanes whose calls take their time; those taken over meanwhile are left alone and not returned. */
export const renewLanes: Statement = {
  name: 'lanes.renew',
  text: `
with mine as materialized (
  select l.id
  from unnest($1::bigint[], $2::bigint[]) as r(lane_id, epoch)
  join lane l on l.id = r.lane_id
  where l.epoch = r.epoch
  order by l.id
  for update of l
)
update lane l set due_at = now() + $3::float8 * interval '1 ms'
from mine where l.id = mine.id
returning l.id`,
};

/**
 * The heads of lanes just claimed, each with a new attempt in state sending. An attempt still 'sending' is a takeover: its holder lost the
 * lease, so nobody knows what became of the call; it may have gone on until 2 s before the lease's end, when a holder gives up. Doubt about another delivery of
 * the episode counts until something was written after it. An append (it has no digest) is in doubt by its own attempts alone, which have
 * no episode, so that a state is not in doubt by them.
 */
export const beginAttempts: Statement = {
  name: 'lanes.begin',
  text: `
with head as materialized (
  select d.lane_id, d.seq, c.epoch, d.id, d.episode, d.flow, d.want, d.want_digest, d.traceparent
  from unnest($1::bigint[], $2::bigint[], $3::bigint[]) as c(lane_id, epoch, seq)
  join delivery d on d.lane_id = c.lane_id and d.seq = c.seq
), tried as materialized (
  select h.lane_id, h.seq, max(a.n) as n, min(a.started_at) as since, bool_or(a.state = 'sending') as abandoned, count(*) filter (where a.counted)::int as tries,
    max(case when a.state = 'sending' then greatest(a.started_at, now() - interval '2 s') else coalesce(a.unknown_since, a.started_at) end)
      filter (where a.state in ('sending', 'unknown')) as unknown_since
  from head h join attempt a on a.lane_id = h.lane_id and a.seq = h.seq
  group by h.lane_id, h.seq
), taken_over as (
  update attempt a set state = 'unknown', unknown_since = greatest(a.started_at, now() - interval '2 s'), ended_at = now()
  from tried t
  where t.abandoned and a.lane_id = t.lane_id and a.seq = t.seq and a.state = 'sending'
), begun as (
  insert into attempt (lane_id, seq, n, episode, epoch, state, started_at)
  select h.lane_id, h.seq, coalesce(t.n, 0) + 1, case when h.want_digest is not null then h.episode end, h.epoch, 'sending', clock_timestamp()
  from head h left join tried t on t.lane_id = h.lane_id
)
select h.lane_id, h.id, h.episode, h.flow, h.want, h.want_digest, h.traceparent, coalesce(t.n, 0) + 1 as n, coalesce(t.tries, 0) as tries,
  k.remote_id, k.number, k.url, k.written_digest, w.want as written,
  extract(epoch from clock_timestamp() - greatest(t.unknown_since, o.unknown_since))::float8 * 1000 as unknown_ms,
  extract(epoch from clock_timestamp() - t.since)::float8 * 1000 as tried_ms
from head h
left join tried t on t.lane_id = h.lane_id
left join link k on k.lane_id = h.lane_id and k.episode = h.episode
left join delivery w on w.lane_id = k.lane_id and w.seq = k.written_seq
left join lateral (
  select max(a.unknown_since) as unknown_since from attempt a
  where a.lane_id = h.lane_id and a.seq > coalesce(k.written_seq, -1) and a.episode = h.episode and a.unknown_since is not null
) o on h.want_digest is not null`,
};

/** Only lanes with something to do have a due_at, so the partial index is all that is walked. */
export const countWaiting: Statement = {
  name: 'lanes.waiting',
  text: `
select target_system, count(due_at)::float8 as lanes, count(blocked)::float8 as blocked, sum(next_seq - head_seq)::float8 as deliveries,
  coalesce(greatest(0, extract(epoch from now() - min(due_at))::float8 * 1000), 0) as oldest_ms
from (
  select target_system, due_at, blocked, next_seq, head_seq from lane where due_at is not null
  union all
  select target_system, due_at, blocked, next_seq, head_seq from lane where blocked is not null
) l
group by target_system order by target_system`,
};
