import { auditHash, noPrevious } from './audit-chain.ts';
import type { AuditEntry, AuditStore, NewAuditEntry } from './audit-contract.ts';
import type { Database, Run } from './pool.ts';
import { insertAudit, lockAudit, readAudit, readAuditHead } from './sql/audit.ts';
import { decodeText, encodeText } from './text.ts';

/** The chain of what people did. */
export function auditStore(database: Database): AuditStore {
  return {
    appendAudit: (entry) => database.transaction((run) => append(run, entry)),
    auditEntries: async (after, limit) => (await database.statement<AuditEntry>(readAudit, [after, limit])).map(entryOf),
  };
}

/** Part of the transaction whose deed it records; the last thing that the transaction does. */
export async function append(run: Run, { actor, action, subject, reason, detail }: NewAuditEntry): Promise<AuditEntry> {
  await run(lockAudit, []);
  const [head] = await run<{ seq: number; hash: string | null; at: number }>(readAuditHead, []);
  if (head === undefined) throw new Error('the head of the audit chain was not read');
  const row = { seq: head.seq + 1, at: head.at, actor, action, subject, reason, detail, previous: head.hash ?? noPrevious };
  const hash = auditHash(row);
  const texts = [actor, action, subject, reason, detail].map(encodeText);
  await run(insertAudit, [row.seq, row.at, ...texts, row.previous, hash]);
  return { ...row, hash };
}

function entryOf(row: AuditEntry): AuditEntry {
  const { actor, action, subject, reason, detail } = row;
  return {
    ...row,
    actor: decodeText(actor),
    action: decodeText(action),
    subject: decodeText(subject),
    reason: decodeText(reason),
    detail: decodeText(detail),
  };
}
