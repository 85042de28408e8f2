import type { Statement } from '../pool.ts';

export const findLane: Statement = { name: 'redeliver.find', text: 'select lane_id from delivery where id = $1::uuid' };

export const lockLane: Statement = { name: 'redeliver.lock', text: 'select id from lane where id = $1::bigint for update' };

/**
 * Where a delivery stands, read after its lane was locked. newer: a state of the same remote record that came after it is waiting or was
 * written; one that was refused and skipped as well does not count, nor one that came before it and is replayed. Nothing is newer than an
 * append, nor is an append a state.
 */
export const readStanding: Statement = {
  name: 'redeliver.standing',
  text: `
select d.seq::float8 as seq, l.head_seq::float8 as head_seq, l.next_seq::float8 as next_seq, l.blocked, r.state as item_state, r.resolution,
  (select a.state from attempt a where a.lane_id = d.lane_id and a.seq = d.seq order by a.n desc limit 1) as last_attempt,
  d.want_digest is not null and exists (
    select from delivery n where n.lane_id = d.lane_id and n.episode = d.episode and n.want_digest is not null and coalesce(n.first_seq, n.seq) > coalesce(d.first_seq, d.seq)
      and (n.seq >= l.head_seq or (
        select a.state from attempt a where a.lane_id = n.lane_id and a.seq = n.seq order by a.n desc limit 1) = 'ok')
  ) as newer
from delivery d
join lane l on l.id = d.lane_id
left join review_item r on r.id = d.id::text
where d.id = $1::uuid`,
};

/** What is to be sent instead; the original is kept with the item. */
export const keepOriginal: Statement = {
  name: 'redeliver.keep',
  text: `
insert into review_payload (item_id, value, trail, form, content)
select d.id::text, null, d.trail, 'want', d.want from delivery d where d.id = $1::uuid
on conflict (item_id) do nothing`,
};

export const replaceWant: Statement = {
  name: 'redeliver.want',
  text: 'update delivery set want = $2, want_digest = case when want_digest is not null then $3 end where id = $1::uuid',
};

/** The tries of a replay are counted from the start; what is in doubt stays in doubt. */
export const forgiveTries: Statement = {
  name: 'redeliver.forgive',
  text: 'update attempt set counted = false where lane_id = $1::bigint and seq = $2::bigint and counted',
};

export const unblock: Statement = {
  name: 'redeliver.unblock',
  text: 'update lane set blocked = null, due_at = now() where id = $1::bigint',
};

/** At the end of its lane, under its own id: with its attempts, so that doubt about them goes along. */
export const reenter: Statement = {
  name: 'redeliver.reenter',
  text: `
with place as materialized (
  select d.id, d.lane_id, d.seq, l.next_seq, l.blocked, l.due_at from delivery d join lane l on l.id = d.lane_id where d.id = $1::uuid
), tried as (
  update attempt a set seq = p.next_seq, counted = false from place p where a.lane_id = p.lane_id and a.seq = p.seq
), moved as (
  update delivery d set seq = p.next_seq, first_seq = coalesce(d.first_seq, d.seq) from place p where d.id = p.id
)
update lane l set next_seq = p.next_seq + 1, due_at = case when p.blocked is null then coalesce(p.due_at, now()) end
from place p where l.id = p.lane_id`,
};

/** The lane goes on without its head. */
export const passHead: Statement = {
  name: 'redeliver.pass',
  text: `
update lane set blocked = null, head_seq = head_seq + 1, due_at = case when head_seq + 1 < next_seq then now() end where id = $1::bigint`,
};

export const insertEnd: Statement = {
  name: 'redeliver.end',
  text: `
insert into delivery_outcome (delivery_id, kind, reason, attempts)
select d.id, $2, $3, coalesce((select max(a.n) from attempt a where a.lane_id = d.lane_id and a.seq = d.seq), 0)
from delivery d where d.id = $1::uuid`,
};

/** By what the stages say of it: with the trace of the replay, or for a model that ends where it is projected, that it is there. */
export const readReplayFacts: Statement = {
  name: 'run.facts',
  text: `
select distinct w.item_id, m.id as message_id, m.model, j.kind, j.stage, j.flow, j.reason, coalesce(j.delivery_ids, '{}') as delivery_ids
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::text[])
  as w(item_id, message_id, system, record, version, trace_id)
cross join lateral (
  select s.id, s.model from message_state s where s.id = w.message_id
  union
  select s.id, s.model from message_state s where s.record = w.record and s.system = w.system and s.version = w.version
) m
left join journey j on j.message_id = m.id and j.stage <> 'deliver' and j.trace_id = w.trace_id
where j.id is not null or m.model in ('ci', 'change', 'problem', 'user')`,
};

/** Without a seq it ended when it was accepted; the projection says how. A head that left its lane on an attempt that was not ok was parked. */
export const readDeliveryFacts: Statement = {
  name: 'run.deliveries',
  text: `
select d.id, d.flow, k.number, j.kind as told, j.reason as told_reason, r.state as item_state, coalesce(r.resolution, r.reason) as item_reason,
  d.seq is not null and (d.seq > l.head_seq or (d.seq = l.head_seq and l.blocked is null)) as waits,
  (select a.state from attempt a where a.lane_id = d.lane_id and a.seq = d.seq order by a.n desc limit 1) as last_attempt
from delivery d
join lane l on l.id = d.lane_id
left join link k on k.lane_id = d.lane_id and k.episode = d.episode
left join review_item r on r.id = d.id::text
left join lateral (
  select j.kind, j.reason from journey j where j.delivery_ids[1] = d.id::text and j.stage = 'deliver' order by j.finished_at desc limit 1
) j on true
where d.id = any($1::uuid[])`,
};
