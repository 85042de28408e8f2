/** What people did, as a chain: each row holds the hash of itself and of the row before it. */
export interface AuditEntry {
  /** 1, 2, 3, ... without gaps. */
  readonly seq: number;
  /** Epoch milliseconds of the database. */
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  /** What it was done to: an item, a job. */
  readonly subject: string;
  readonly reason: string;
  /** JSON text. */
  readonly detail: string;
  /** Hash of the row before; 64 zeros for the first. */
  readonly previous: string;
  /** SHA-256, hexadecimal; see auditHash. */
  readonly hash: string;
}

export type NewAuditEntry = Pick<AuditEntry, 'actor' | 'action' | 'subject' | 'reason' | 'detail'>;

export interface AuditStore {
  /** Entries after `seq`, in order. */
  auditEntries(after: number, limit: number): Promise<readonly AuditEntry[]>;
  /** One transaction under the lock of the chain. Acts that change something else write their entry in that transaction. */
  appendAudit(entry: NewAuditEntry): Promise<AuditEntry>;
}
