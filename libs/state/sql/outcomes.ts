import type { Statement } from '../pool.ts';

/** Identity values may become visible out of order; nothing is skipped, since rows are marked one by one and never by a high-water mark. */
export const readUnpublished: Statement = {
  name: 'outcomes.unpublished',
  text: `
select o.seq, o.delivery_id, o.kind, o.reason, o.attempts, o.possible_duplicate,
  extract(epoch from o.finished_at)::float8 * 1000 as finished_at,
  d.message_id, d.flow, d.system, d.record, d.version, d.occurred_at, d.traceparent, d.trail,
  l.target_system, l.target_key, k.remote_id, k.number, k.url, k.written_digest
from (
  select * from delivery_outcome where published_at is null order by seq limit $1::int
) o
join delivery d on d.id = o.delivery_id
join lane l on l.id = d.lane_id
left join link k on k.lane_id = d.lane_id and k.episode = d.episode
order by o.seq`,
};

/**
 * Outcomes are numbered in order of time, so the oldest are found without an index of their own. A delivery that left its lane, is not the
 * state last written and waits for nobody is forgotten whole: from then on its id would be accepted again.
 */
export const forgetDeliveries: Statement = {
  name: 'outcomes.forget',
  text: `
with page as materialized (
  select seq, delivery_id, published_at from delivery_outcome where seq > $2::bigint order by seq limit $3::int
), old as materialized (
  select p.seq, d.id, d.lane_id, d.seq as place
  from page p
  join delivery d on d.id = p.delivery_id
  join lane l on l.id = d.lane_id
  where p.published_at < now() - $1::float8 * interval '1 ms'
    and (d.seq is null or d.seq < l.head_seq)
    and not exists (select from link k where k.lane_id = d.lane_id and k.written_seq = d.seq)
    and (exists (select from link k where k.lane_id = d.lane_id and k.episode = d.episode)
      or not exists (select from attempt a where a.lane_id = d.lane_id and a.seq = d.seq and a.unknown_since is not null))
    and not exists (select from review_item r where r.id = d.id::text and r.state in ('open', 'replaying'))
    and not exists (select from delivery_outcome o where o.delivery_id = d.id and o.seq > p.seq)
  for update of d skip locked
), attempts as (
  delete from attempt a using old o where a.lane_id = o.lane_id and a.seq = o.place
), deliveries as (
  delete from delivery d using old o where d.id = o.id
), outcomes as (
  delete from delivery_outcome d using old o where d.delivery_id = o.id
)
select (select count(*) from old)::int as forgotten,
  (select case when bool_and(published_at < now() - $1::float8 * interval '1 ms') then max(seq) end from page) as next`,
};

/** Locked in one order, so that two publishers of the same outcomes only wait for each other. */
export const markPublished: Statement = {
  name: 'outcomes.published',
  text: `
with acknowledged as materialized (
  select o.seq from delivery_outcome o
  where o.seq = any($1::bigint[]) and o.published_at is null
  order by o.seq
  for update
)
update delivery_outcome o set published_at = now() from acknowledged a where o.seq = a.seq`,
};
