import type { Statement } from '../pool.ts';

/**
 * The text is looked up in each index it may be in ($2 is the text again when it is a uuid: a delivery in flight has no outcome yet).
 * Each branch is bounded, newest first, then the union is; a ticket with very many messages costs no more than one with $3.
 * A target key is looked up in the lanes, one target system at a time since their index begins with it, with or without
 * the system's name before it; what a fold ended without a place in its lane is not found so.
 */
export const findJourneys: Statement = {
  name: 'journeys.find',
  text: `
with recursive target(system) as (
  (select min(target_system) from lane)
  union all
  select (select min(l.target_system) from lane l where l.target_system > t.system) from target t where t.system is not null
), aimed(lane_id) as (
  select l.id from target t join lane l on l.target_system = t.system
    and l.target_key in ($1, case when starts_with($1, t.system || '/') then substr($1, length(t.system) + 2) end)
), hit(id) as (
  (select m.id from message_state m where m.id = $1)
  union (select m.id from message_state m where m.record = $1 order by m.occurred_at desc limit $3::int)
  union (select m.id from message_state m where m.number = $1 order by m.occurred_at desc limit $3::int)
  union (select m.id from message_state m where m.trace_id = $1 limit $3::int)
  union (select j.message_id from journey j where j.remote_number = $1 order by j.finished_at desc limit $3::int)
  union (select j.message_id from journey j where j.delivery_ids[1] = $1 limit $3::int)
  union (select d.message_id::text from delivery d where d.id = $2::uuid)
  union (select d.message_id::text from aimed a join delivery d on d.lane_id = a.lane_id and d.seq is not null order by d.seq desc limit $3::int)
), newest as (
  select m.* from hit join message_state m on m.id = hit.id order by m.occurred_at desc, m.id limit $3::int
)
select n.id as m_id, n.model, n.system as m_system, n.record as m_record, n.version as m_version, n.occurred_at as m_occurred_at,
  n.trace_id as m_trace_id, n.title, n.number, j.*
from newest n left join journey j on j.message_id = n.id
order by n.occurred_at desc, n.id, j.finished_at, j.id`,
};

export const readAttempts: Statement = {
  name: 'journeys.attempts',
  text: `
select a.n, a.state, a.action, extract(epoch from a.started_at)::float8 * 1000 as started_at,
  extract(epoch from a.ended_at)::float8 * 1000 as ended_at, a.failure, a.entry_id
from delivery d join attempt a on a.lane_id = d.lane_id and a.seq = d.seq
where d.id = $1::uuid
order by a.n`,
};

export const countOutcomes: Statement = {
  name: 'journeys.counts',
  text: 'select kind, count(*)::float8 as n from journey group by kind order by kind',
};
