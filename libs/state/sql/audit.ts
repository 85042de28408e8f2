import type { Statement } from '../pool.ts';

/** 'jaudit' in ASCII. Taken last in every transaction, after the rows that are changed, so that two writers cannot deadlock. */
export const lockAudit: Statement = { name: 'audit.lock', text: 'select pg_advisory_xact_lock(116999014869364)' };

/** After the lock, in a statement of its own: only so what the former holder wrote is seen. */
export const readAuditHead: Statement = {
  name: 'audit.head',
  text: `
select seq::float8 as seq, hash, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at
from (select 0 as seq, null as hash union all (select seq, hash from audit_entry order by seq desc limit 1)) e
order by seq desc limit 1`,
};

export const insertAudit: Statement = {
  name: 'audit.insert',
  text: `insert into audit_entry (seq, at, actor, action, subject, reason, detail, previous, hash)
values ($1::bigint, $2::float8, $3, $4, $5, $6, $7, $8, $9)`,
};

export const readAudit: Statement = {
  name: 'audit.read',
  text: `select seq::float8 as seq, at, actor, action, subject, reason, detail, previous, hash
from audit_entry where seq > $1::float8 order by seq limit $2::int`,
};
