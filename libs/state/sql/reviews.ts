import type { Statement } from '../pool.ts';

/**
 * Rows arrive sorted by id, so that two writers cannot deadlock. A message that was parked again lies at a higher offset than before; a
 * delivery that was parked again comes from a new attempt ($18), always. A park message that is only read again is neither.
 */
export const insertReviews: Statement = {
  name: 'reviews.insert',
  text: `
insert into review_item as r (id, message_id, stage, system, record, flow, fingerprint, code, reason, field, expected, excerpt, hint,
  source_topic, source_partition, source_offset, parked_at, origin, first_failed_at, last_failed_at, last_offset)
select p.*, $18::text, p.parked_at, p.parked_at, p.source_offset
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::text[], $12::text[], $13::text[], $14::text[], $15::int[], $16::float8[], $17::float8[])
as p(id, message_id, stage, system, record, flow, fingerprint, code, reason, field, expected, excerpt, hint,
  source_topic, source_partition, source_offset, parked_at)
on conflict (id) do update set fingerprint = excluded.fingerprint, code = excluded.code, reason = excluded.reason, field = excluded.field,
  expected = excluded.expected, excerpt = excluded.excerpt, hint = excluded.hint, state = 'open', resolution = null, resolved_at = null,
  failures = r.failures + 1, last_failed_at = excluded.parked_at, last_offset = excluded.source_offset
where excluded.origin = 'delivery' or excluded.source_offset > r.last_offset`,
};

/** The first bytes that came stay: a message that was parked again is the same message, and an edited one is another item. */
export const insertPayloads: Statement = {
  name: 'reviews.payloads',
  text: `
insert into review_payload (item_id, value, trail, form, content)
select p.item_id, decode(p.value, 'hex'), p.trail, p.form, p.content
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) as p(item_id, value, trail, form, content)
on conflict (item_id) do nothing`,
};

/** Parked heads whose place was taken by a newer state wait for nobody any more. */
export const supersedeReviews: Statement = {
  name: 'reviews.supersede',
  text: `
update review_item set state = 'superseded', resolution = 'a newer state of the record took its place', resolved_at = now()
where id = any($1::text[])`,
};

/** The columns of ReviewFound. */
const item = `id, message_id, stage, system, record, flow, fingerprint, code, reason, field, expected, excerpt, hint, source_topic,
  source_partition, source_offset, parked_at, state, origin, resolution, extract(epoch from resolved_at)::float8 * 1000 as resolved_at,
  failures, first_failed_at, last_failed_at, replays, parent`;

/** $1 states, $2 fingerprint, $3 system, $4 flow; null selects everything. */
const selected = `state = any($1::text[]) and ($2::text is null or fingerprint = $2) and ($3::text is null or system = $3)
  and ($4::text is null or flow = $4)`;

export const readReviews: Statement = {
  name: 'reviews.read',
  text: `select ${item} from review_item where ${selected} order by last_failed_at desc, id limit $5::int offset $6::int`,
};

export const readReview: Statement = { name: 'reviews.one', text: `select ${item} from review_item where id = $1` };

export const readGroups: Statement = {
  name: 'reviews.groups',
  text: `
with cause as (
  select fingerprint as cause, count(*)::int as n, min(first_failed_at) as first_seen, max(last_failed_at) as last_seen,
    array_agg(distinct system) as systems, array_remove(array_agg(distinct flow), null) as flows,
    (array_agg(id order by last_failed_at desc, id))[1] as example
  from review_item where ${selected}
  group by fingerprint
  order by n desc, fingerprint
  limit $5::int offset $6::int
)
select c.n, c.first_seen, c.last_seen, c.systems, c.flows, ${item}
from cause c join review_item r on r.id = c.example
order by c.n desc, c.cause`,
};

export const readPayload: Statement = {
  name: 'reviews.payload',
  text: 'select value, trail, form, content from review_payload where item_id = $1',
};

export const readRevisions: Statement = {
  name: 'reviews.revisions',
  text: `select n, actor, reason, content, extract(epoch from made_at)::float8 * 1000 as made_at, approved_by
from review_revision where item_id = $1 order by n`,
};

/** The delivery behind a parked head: what it wants, what its remote record was last given, and whether its lane stands still. */
export const readParkedDelivery: Statement = {
  name: 'reviews.delivery',
  text: `
select l.target_system, l.target_key, d.episode, d.want, k.number, k.url, w.want as written,
  coalesce(l.blocked is not null and l.head_seq = d.seq, false) as blocks
from delivery d
join lane l on l.id = d.lane_id
left join link k on k.lane_id = d.lane_id and k.episode = d.episode
left join delivery w on w.lane_id = k.lane_id and w.seq = k.written_seq
where d.id = $1::uuid`,
};
