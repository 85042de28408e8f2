import type { Statement } from '../pool.ts';

/** Items are locked before they are edited or ordered, so that two people see each other's revisions. */
export const lockReview: Statement = { name: 'work.lock', text: 'select id from review_item where id = $1 for update' };

export const insertRevision: Statement = {
  name: 'work.revise',
  text: 'insert into review_revision (item_id, n, actor, reason, content) values ($1, $2, $3, $4, $5)',
};

export const approveRevision: Statement = {
  name: 'work.approve-revision',
  text: 'update review_revision set approved_by = $3 where item_id = $1 and n = $2',
};

export const approveJob: Statement = {
  name: 'work.approve-job',
  text: `update review_job set approved_by = $2, state = 'queued' where id = $1::uuid`,
};

export const lockJob: Statement = {
  name: 'work.lock-job',
  text: 'select state, actor from review_job where id = $1::uuid for update',
};

export const selectByFilter: Statement = {
  name: 'work.filter',
  text: `
select r.id from review_item r
where r.state = any($1::text[]) and ($2::text is null or r.fingerprint = $2) and ($3::text is null or r.system = $3)
  and ($4::text is null or r.flow = $4)
order by r.id limit $5::int`,
};

export const selectByIds: Statement = {
  name: 'work.ids',
  text: 'select r.id from review_item r where r.id = any($1::text[]) order by r.id',
};

/** Edits among the selected items that nobody has approved: their newest revisions. */
export const unapproved: Statement = {
  name: 'work.unapproved',
  text: `
select v.item_id from review_revision v
where v.item_id = any($1::text[]) and v.approved_by is null
  and not exists (select from review_revision w where w.item_id = v.item_id and w.n > v.n)
order by v.item_id limit 1`,
};

/** Nothing when a job of this id is there already. */
export const insertJob: Statement = {
  name: 'work.job',
  text: `
insert into review_job (id, action, state, actor, reason) values ($1::uuid, $2, $3, $4, $5)
on conflict (id) do nothing
returning id`,
};

/** In the order in which they were parked; each with its newest revision, where edits are sent at all. */
export const insertJobItems: Statement = {
  name: 'work.items',
  text: `
insert into review_job_item (job_id, n, item_id, revision)
select $1::uuid, row_number() over (order by r.parked_at, r.source_topic, r.source_partition, r.source_offset, r.id), r.id,
  (select max(v.n) from review_revision v where v.item_id = r.id)
from review_item r where r.id = any($2::text[])`,
};

const job = `j.id, j.action, j.state, j.actor, j.reason, j.approved_by, extract(epoch from j.created_at)::float8 * 1000 as created_at,
  extract(epoch from j.finished_at)::float8 * 1000 as finished_at,
  (select jsonb_object_agg(c.state, c.n)::text from (
    select i.state, count(*) as n from review_job_item i where i.job_id = j.id group by i.state) c) as counts`;

export const readJob: Statement = { name: 'work.read-job', text: `select ${job} from review_job j where j.id = $1::uuid` };

export const readJobs: Statement = { name: 'work.read-jobs', text: `select ${job} from review_job j order by j.seq desc limit $1::int` };

export const readJobItems: Statement = {
  name: 'work.read-items',
  text: `
select item_id, state, text, revision, extract(epoch from changed_at)::float8 * 1000 as changed_at
from review_job_item where job_id = $1::uuid order by n limit $2::int offset $3::int`,
};

export const takeLease: Statement = {
  name: 'run.lease',
  text: `
insert into review_lease as l (name, owner, until) values ('runner', $1, now() + $2::float8 * interval '1 ms')
on conflict (name) do update set owner = excluded.owner, until = excluded.until
where l.owner = excluded.owner or l.until < now()
returning owner`,
};

export const readWork: Statement = {
  name: 'run.work',
  text: `
select j.id as job_id, j.action, j.actor, j.reason as job_reason, i.revision, coalesce(i.replay, r.replays + 1) as replay, i.mark,
  extract(epoch from now() - i.changed_at)::float8 * 1000 as for_ms,
  r.id, r.message_id, r.stage, r.system, r.record, r.flow, r.fingerprint, r.code, r.reason, r.field, r.expected, r.excerpt, r.hint,
  r.source_topic, r.source_partition, r.source_offset, r.parked_at, r.state, r.origin, r.resolution,
  extract(epoch from r.resolved_at)::float8 * 1000 as resolved_at, r.failures, r.first_failed_at, r.last_failed_at, r.replays, r.parent
from review_job j
cross join lateral (
  select * from review_job_item i where i.job_id = j.id and i.state = $1 order by i.n limit $2::int
) i
join review_item r on r.id = i.item_id
where j.state = 'queued'
order by j.seq, i.n
limit $2::int`,
};

/** The jobs of the results, in the order of their ids: whoever finishes the same items waits here. */
export const lockJobs: Statement = {
  name: 'run.lock-jobs',
  text: 'select id from review_job where id = any($1::uuid[]) order by id for update',
};

/** Where an item of a job has ended it stays as it is; a queued one is never behind a requeued one. */
export const writeResults: Statement = {
  name: 'run.results',
  text: `
update review_job_item i set state = f.state, text = f.text, mark = coalesce(f.mark, i.mark), replay = coalesce(f.replay, i.replay),
  changed_at = now()
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[]) as f(job_id, item_id, state, text, mark, replay)
where i.job_id = f.job_id and i.item_id = f.item_id
  and (i.state = 'queued' or (i.state = 'requeued' and f.state <> 'requeued'))
returning i.job_id, i.item_id, i.state, i.text, i.replay`,
};

/** What the results mean for the items themselves, locked by id. An item that was parked again meanwhile is open already. */
export const settleReviews: Statement = {
  name: 'run.reviews',
  text: `
with f as (
  select * from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[]) as f(item_id, state, text, replay, child)
), mine as materialized (
  select r.id, f.*, r.state as was from f join review_item r on r.id = f.item_id order by r.id for update of r
)
update review_item r set
  state = case
    when m.child is not null then 'superseded'
    when m.state = 'requeued' then 'replaying'
    when m.state in ('delivered', 'filtered') then 'resolved'
    when m.state in ('superseded', 'discarded') then m.state
    when m.state in ('failed', 'refused') and m.was = 'replaying' then 'open'
    else m.was end,
  resolution = case when m.state in ('delivered', 'filtered', 'superseded', 'discarded') or m.child is not null then m.text else r.resolution end,
  resolved_at = case when m.state in ('delivered', 'filtered', 'superseded', 'discarded') or m.child is not null then now() else r.resolved_at end,
  replays = case when m.state = 'requeued' then greatest(r.replays, coalesce(m.replay, 0)) else r.replays end
from mine m where r.id = m.id`,
};

export const adoptChildren: Statement = {
  name: 'run.children',
  text: `update review_item r set parent = f.parent from unnest($1::text[], $2::text[]) as f(child, parent) where r.id = f.child and r.parent is null`,
};

export const closeJobs: Statement = {
  name: 'run.close',
  text: `
update review_job j set state = 'done', finished_at = now()
where j.id = any($1::uuid[]) and j.state = 'queued'
  and not exists (select from review_job_item i where i.job_id = j.id and i.state in ('queued', 'requeued'))`,
};
