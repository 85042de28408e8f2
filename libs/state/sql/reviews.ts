import type { Statement } from '../pool.ts';

/** Idempotent by id: a replayed park message changes nothing. Rows arrive sorted by id, so that two writers cannot deadlock. */
export const insertReviews: Statement = {
  name: 'reviews.insert',
  text: `
insert into review_item (id, message_id, stage, system, record, flow, fingerprint, code, reason, field, expected, excerpt, hint,
  source_topic, source_partition, source_offset, parked_at)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
  $11::text[], $12::text[], $13::text[], $14::text[], $15::int[], $16::float8[], $17::float8[])
on conflict (id) do nothing`,
};

/** Parked heads whose place was taken by a newer state wait for nobody any more. */
export const dropReviews: Statement = {
  name: 'reviews.drop',
  text: 'delete from review_item where id = any($1::text[])',
};

export const listReviews: Statement = {
  name: 'reviews.list',
  text: 'select * from review_item order by parked_at desc, id limit $1::int',
};
