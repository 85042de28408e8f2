import type { Statement } from '../pool.ts';

/**
 * Messages (and stubs for outcomes whose message has not come yet) and outcomes of a batch. Both arrive sorted by id and every writer
 * takes the tables in this order, so that two trackers of the same partitions cannot deadlock. Replayed rows are left untouched. What became
 * of a message may change (parked, then replayed and delivered): the newest outcome stays, also when an older one is read again.
 */
export const recordMessages: Statement = {
  name: 'tracker.messages',
  text: `
insert into message_state as m (id, model, system, record, version, occurred_at, trace_id, title, number)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[], $7::text[], $8::text[], $9::text[])
on conflict (id) do update set model = excluded.model, system = excluded.system, record = excluded.record, version = excluded.version,
  occurred_at = excluded.occurred_at, trace_id = excluded.trace_id, title = excluded.title, number = excluded.number
where m.model = '' and excluded.model <> ''`,
};

export const recordOutcomes: Statement = {
  name: 'tracker.outcomes',
  text: `
insert into journey as j (id, message_id, kind, stage, reason, flow, system, record, version, target_system, target_key, delivery_ids,
  remote_id, remote_number, remote_url, attempts, possible_duplicate, occurred_at, finished_at, trace_id, trail)
select o.id, o.message_id, o.kind, o.stage, o.reason, o.flow, o.system, o.record, o.version, o.target_system, o.target_key,
  array(select jsonb_array_elements_text(o.delivery_ids::jsonb)),
  o.remote_id, o.remote_number, o.remote_url, o.attempts, o.possible_duplicate, o.occurred_at, o.finished_at, o.trace_id, o.trail
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[], $10::text[],
  $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::int[], $17::boolean[], $18::float8[], $19::float8[],
  $20::text[], $21::text[])
as o(id, message_id, kind, stage, reason, flow, system, record, version, target_system, target_key, delivery_ids,
  remote_id, remote_number, remote_url, attempts, possible_duplicate, occurred_at, finished_at, trace_id, trail)
on conflict (id) do update set message_id = excluded.message_id, kind = excluded.kind, stage = excluded.stage, reason = excluded.reason,
  flow = excluded.flow, system = excluded.system, record = excluded.record, version = excluded.version,
  target_system = excluded.target_system, target_key = excluded.target_key, delivery_ids = excluded.delivery_ids,
  remote_id = excluded.remote_id, remote_number = excluded.remote_number, remote_url = excluded.remote_url,
  attempts = excluded.attempts, possible_duplicate = excluded.possible_duplicate, occurred_at = excluded.occurred_at,
  finished_at = excluded.finished_at, trace_id = excluded.trace_id, trail = excluded.trail
where j is distinct from excluded and excluded.finished_at >= j.finished_at`,
};

/** Keeps the highest version; a wait for another writer's row re-checks against what that one left. Returns what was really written. */
export const recordProjections: Statement = {
  name: 'tracker.projections',
  text: `
insert into projection as p (kind, system, record, version, data, deleted)
select * from unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::text[], $6::boolean[])
on conflict (kind, system, record) do update set version = excluded.version, data = excluded.data, deleted = excluded.deleted, updated_at = now()
where p.version < excluded.version
returning kind, system, record`,
};

/** The keys of projections just written; their rows are locked by then, so that no other writer touches the same keys. */
export const replaceKeys: Statement = {
  name: 'tracker.keys',
  text: `
with stale as (
  delete from projection_key k
  using unnest($1::text[], $2::text[], $3::text[]) as p(kind, system, record)
  where k.kind = p.kind and k.system = p.system and k.record = p.record
    and not exists (
      select from unnest($4::text[], $5::text[], $6::text[], $7::text[]) as n(kind, key, system, record)
      where n.kind = k.kind and n.key = k.key and n.system = k.system and n.record = k.record)
)
insert into projection_key (kind, key, system, record)
select * from unnest($4::text[], $5::text[], $6::text[], $7::text[])
on conflict do nothing`,
};

/** Every live record under any of the keys; the freshest first, where several records share a key. */
export const readContext: Statement = {
  name: 'context.read',
  text: `
select k.kind, k.key, p.data, extract(epoch from now() - p.updated_at)::float8 * 1000 as age_ms
from unnest($1::text[], $2::text[]) as w(kind, key)
join projection_key k on k.kind = w.kind and k.key = w.key
join projection p on p.kind = k.kind and p.system = k.system and p.record = k.record
where not p.deleted
order by k.kind, k.key, p.updated_at desc, p.system, p.record`,
};
