import { hash } from 'node:crypto';
import type { AuditEntry } from './audit-contract.ts';

/** What the first row has in place of a former row's hash. */
export const noPrevious = '0'.repeat(64);

/** SHA-256 of the JSON array of everything in the row and of the hash before it. */
export function auditHash({ seq, at, actor, action, subject, reason, detail, previous }: Omit<AuditEntry, 'hash'>): string {
  return hash('sha256', JSON.stringify([seq, at, actor, action, subject, reason, detail, previous]), 'hex');
}

/** The end of a chain that was looked at before and kept elsewhere: only by it a tail that was cut off shows. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export interface AuditFinding {
  readonly seq: number;
  readonly problem: string;
}

export interface AuditCheck {
  /** Takes the next entries, in the order of the table. */
  next(entries: readonly AuditEntry[]): void;
  /** Everything that is wrong, and the end of the chain as it is now. */
  end(): { readonly findings: readonly AuditFinding[]; readonly head: AuditHead };
}

/** Checks a chain bit by bit: edits, deletions, insertions, a changed order, and a cut tail against a kept head. */
export function createAuditCheck(kept: AuditHead | null = null): AuditCheck {
  const findings: AuditFinding[] = [];
  let seq = 0;
  let previous = noPrevious;
  let met = kept === null || kept.seq === 0;
  return {
    next(entries) {
      for (const entry of entries) {
        if (entry.seq !== seq + 1)
          findings.push({ seq: entry.seq, problem: `follows row ${seq}: ${entry.seq - seq - 1} rows are missing` });
        if (entry.previous !== previous) findings.push({ seq: entry.seq, problem: 'does not continue the row before it' });
        if (auditHash(entry) !== entry.hash) findings.push({ seq: entry.seq, problem: 'was changed after it was written' });
        if (kept?.seq === entry.seq) {
          met = true;
          if (kept.hash !== entry.hash) findings.push({ seq: entry.seq, problem: 'is not the row that the kept head names' });
        }
        ({ seq } = entry);
        previous = entry.hash;
      }
    },
    end: () => ({
      findings: met ? findings : [...findings, { seq: kept?.seq ?? 0, problem: `is missing: the chain ends at row ${seq}` }],
      head: { seq, hash: previous },
    }),
  };
}
