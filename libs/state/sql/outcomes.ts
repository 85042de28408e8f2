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
