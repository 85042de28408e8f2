import type { Statement } from '../pool.ts';

/** Takes the gate's row lock until the commit; a gate that was closed while we waited is opened anew. */
export const openGate: Statement = {
  name: 'spool.open',
  text: `
insert into spool_gate as g (source, not_before) values ($1, now() + $2 * interval '1 millisecond')
on conflict (source) do update set not_before = greatest(g.not_before, excluded.not_before)
returning extract(epoch from clock_timestamp() - opened_at)::float8 * 1000 as open_for_ms`,
};

export const appendSpool: Statement = {
  name: 'spool.append',
  text: `
insert into spool (source, record)
select $1, r.record from unnest($2::text[]) with ordinality as r(record, n) order by r.n`,
};

export const readGates: Statement = {
  name: 'spool.gates',
  text: `
select g.source, extract(epoch from now() - g.opened_at)::float8 * 1000 as open_for_ms,
  (select count(*) from spool s where s.source = g.source)::int as waiting
from spool_gate g order by g.source`,
};

/** Whoever holds the lease goes on with its source before it begins another. */
export const leaseGate: Statement = {
  name: 'spool.lease',
  text: `
update spool_gate set lease_owner = $1, lease_until = now() + $2 * interval '1 millisecond'
where source = (
  select source from spool_gate
  where not_before <= now() and (lease_owner = $1 or lease_until is null or lease_until < now())
  order by lease_owner = $1 desc nulls last, opened_at, source limit 1 for update skip locked)
returning source`,
};

/** Ordered by the number, not by its text, which is what the bare name would mean. */
export const oldestSpooled: Statement = {
  name: 'spool.oldest',
  text: 'select s.seq::text as seq, s.record from spool s where s.source = $1 order by s.seq limit $2',
};

export const closeGate: Statement = {
  name: 'spool.close',
  text: 'delete from spool_gate where source = $1',
};

export const forgetSpooled: Statement = {
  name: 'spool.done',
  text: 'delete from spool where seq = any($1::bigint[])',
};
