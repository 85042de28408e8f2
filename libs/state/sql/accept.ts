import type { Statement } from '../pool.ts';

/**
 * Missing lanes, in key order, so that two acceptors wait for each other in one direction only. Looking first keeps identity values
 * and dead index entries from being spent on lanes that exist.
 */
export const createLanes: Statement = {
  name: 'accept.lanes',
  text: `
insert into lane (target_system, target_key)
select k.target_system, k.target_key
from unnest($1::text[], $2::text[]) with ordinality as k(target_system, target_key, n)
where not exists (select from lane l where l.target_system = k.target_system and l.target_key = k.target_key)
order by k.n
on conflict do nothing`,
};

/** Locks the lanes by id, the order every writer of several lanes uses. Only reads made AFTER this see what the former holder wrote. */
export const lockLanes: Statement = {
  name: 'accept.lock',
  text: `
select l.id, l.target_system, l.target_key, l.next_seq, l.blocked
from unnest($1::text[], $2::text[]) as k(target_system, target_key)
join lane l on l.target_system = k.target_system and l.target_key = k.target_key
order by l.id
for update of l`,
};

/** Which ids are in the inbox already, and the cases of the lanes by their targets: a row is one or the other. */
export const readInboxAndCases: Statement = {
  name: 'accept.read',
  text: `
select d.id::text as id, null::bigint as lane_id, null as pattern, null as state from delivery d where d.id = any($1::uuid[])
union all
select null, c.lane_id, c.pattern, c.state
from unnest($2::text[], $3::text[]) as k(target_system, target_key)
join lane l on l.target_system = k.target_system and l.target_key = k.target_key
join case_state c on c.lane_id = l.id`,
};

/** Everything an accepted batch writes, in one statement: $1-$18 deliveries, $19-$21 cases, $22-$23 lanes that got work. */
export const writeAccepted: Statement = {
  name: 'accept.write',
  text: `
with item as materialized (
  select * from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::int[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::float8[], $11::text[], $12::float8[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[])
  as i(id, lane_id, seq, episode, message_id, flow, pattern, system, record,
    version, digest, occurred_at, want, want_digest, traceparent, trail, kind, reason)
), entered as (
  insert into delivery (id, lane_id, seq, episode, message_id, flow, pattern, system, record,
    version, digest, occurred_at, want, want_digest, traceparent, trail)
  select id, lane_id, seq, episode, message_id, flow, pattern, system, record,
    version, digest, occurred_at, want, want_digest, traceparent, trail
  from item
), folded as (
  insert into case_state (lane_id, pattern, state)
  select * from unnest($19::bigint[], $20::text[], $21::text[])
  on conflict (lane_id, pattern) do update set state = excluded.state
), queued as (
  update lane l set next_seq = q.next_seq, due_at = case when l.blocked is null then coalesce(l.due_at, now()) end
  from unnest($22::bigint[], $23::bigint[]) as q(lane_id, next_seq)
  where l.id = q.lane_id
)
insert into delivery_outcome (delivery_id, kind, reason)
select id, kind, reason from item where kind not in ('deliver', 'append')`,
};
