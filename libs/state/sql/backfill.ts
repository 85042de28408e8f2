import type { Statement } from '../pool.ts';

/** Sorted, so that two processes take the rows in one order. A source that was never seen begins here. */
export const seen: Statement = {
  name: 'backfill.seen',
  text: `
insert into source_watermark as w (system, watermark, last_seen)
select s.system, now(), now() from unnest($1::text[]) as s(system) order by s.system
on conflict (system) do update set
  wanted_since = case when $2::boolean or now() - w.last_seen > $3 * interval '1 millisecond'
    then least(coalesce(w.wanted_since, w.watermark), w.watermark) else w.wanted_since end,
  asked = case when $2::boolean or now() - w.last_seen > $3 * interval '1 millisecond' then w.asked + 1 else w.asked end,
  reason = case
    when now() - w.last_seen > $3 * interval '1 millisecond' then 'nobody took its calls for ' || round(extract(epoch from now() - w.last_seen)) || ' s'
    when $2::boolean then coalesce(w.reason, 'ingest was started') else w.reason end,
  watermark = case when w.wanted_since is null and not $2::boolean and now() - w.last_seen <= $3 * interval '1 millisecond'
    then now() else w.watermark end,
  last_seen = now()`,
};

export const want: Statement = {
  name: 'backfill.want',
  text: `
insert into source_watermark as w (system, watermark, last_seen, wanted_since, asked, reason)
values ($1, now(), now(), now() - $2 * interval '1 millisecond', 1, $3)
on conflict (system) do update set wanted_since = least(coalesce(w.wanted_since, excluded.wanted_since), excluded.wanted_since),
  asked = w.asked + 1, reason = excluded.reason, not_before = null`,
};

export const claim: Statement = {
  name: 'backfill.claim',
  text: `
update source_watermark set epoch = epoch + 1, claimed_asked = asked, claimed_at = now(),
  lease_owner = $2, lease_until = now() + $3 * interval '1 millisecond'
where system = (
  select system from source_watermark
  where system = any($1::text[]) and wanted_since is not null and (lease_until is null or lease_until < now())
    and (not_before is null or not_before <= now())
  order by wanted_since, system limit 1 for update skip locked)
returning system, epoch::float8 as epoch, extract(epoch from wanted_since)::float8 * 1000 as since_ms, coalesce(reason, '') as reason`,
};

export const renew: Statement = {
  name: 'backfill.renew',
  text: `
update source_watermark set lease_until = now() + $3 * interval '1 millisecond'
where system = $1 and epoch = $2 and lease_until > now() returning system`,
};

/** What was wanted after the claim is not covered by it. Everything up to the claim is. */
export const done: Statement = {
  name: 'backfill.done',
  text: `
update source_watermark set lease_owner = null, lease_until = null, last_run = now(), last_error = null, not_before = null,
  watermark = case when asked = claimed_asked then greatest(watermark, claimed_at) else watermark end,
  reason = case when asked = claimed_asked then null else reason end,
  wanted_since = case when asked = claimed_asked then null else wanted_since end
where system = $1 and epoch = $2 and lease_until is not null`,
};

export const failed: Statement = {
  name: 'backfill.failed',
  text: `
update source_watermark set lease_owner = null, lease_until = null, last_run = now(), last_error = $3,
  not_before = now() + $4 * interval '1 millisecond'
where system = $1 and epoch = $2 and lease_until is not null`,
};

export const readWatermarks: Statement = {
  name: 'backfill.read',
  text: `
select system, reason, last_error, extract(epoch from watermark)::float8 * 1000 as watermark, extract(epoch from last_seen)::float8 * 1000 as last_seen,
  extract(epoch from wanted_since)::float8 * 1000 as wanted_since, extract(epoch from last_run)::float8 * 1000 as last_run
from source_watermark order by system`,
};
