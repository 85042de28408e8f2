import type { Statement } from '../pool.ts';

/** Comes sorted by record, so that two writers take the rows in one order. */
export const owe: Statement = {
  name: 'debt.owe',
  text: `
insert into context_debt as d (system, record, version, keys, source_topic, source_partition, source_offset, due_at)
select n.*, now() + interval '1 second'
from unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $6::int[], $7::float8[]) as n
on conflict (system, record) do update set version = excluded.version, keys = excluded.keys, source_topic = excluded.source_topic,
  source_partition = excluded.source_partition, source_offset = excluded.source_offset, owed_since = now(), due_at = excluded.due_at
where (d.version, d.source_offset) < (excluded.version, excluded.source_offset)`,
};

export const giveUp: Statement = {
  name: 'debt.give-up',
  text: `
delete from context_debt where (system, record) in (
  select system, record from context_debt where owed_since < now() - $1 * interval '1 millisecond'
  order by owed_since limit 1000 for update skip locked)`,
};

export const due: Statement = {
  name: 'debt.due',
  text: `
with turn as materialized (
  select system, record from context_debt where due_at <= now() order by due_at limit $1 for update skip locked)
update context_debt d set due_at = now() + least(greatest((now() - d.owed_since) / 2, interval '2 seconds'), interval '60 seconds')
from turn where d.system = turn.system and d.record = turn.record
returning d.system, d.record, d.version, d.keys, d.source_topic, d.source_partition, d.source_offset,
  extract(epoch from now() - d.owed_since)::float8 * 1000 as age_ms`,
};

export const paid: Statement = {
  name: 'debt.paid',
  text: `
delete from context_debt d using unnest($1::text[], $2::text[], $3::float8[], $4::float8[]) as p(system, record, version, source_offset)
where d.system = p.system and d.record = p.record and d.version = p.version and d.source_offset = p.source_offset`,
};
