/** Records that enrich sent on without their context, to be made good once it is known. */
export interface ContextDebt {
  readonly system: string;
  readonly record: string;
  readonly version: number;
  /** Candidate keys of what is missing, most specific first. */
  readonly keys: readonly string[];
  /** Where the record lies whole. */
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface DebtStore {
  /** One row a record: a newer version takes the place of an older one, an older one or a repeat changes nothing. */
  oweContext(debts: readonly ContextDebt[]): Promise<void>;
  /**
   * Those whose turn it is, each with `ageMs` since it is owed; their next turn comes later the older they are (2 s to 60 s), so that
   * nobody else takes them meanwhile and what never comes costs little. What is owed for longer than `maxAgeMs` is given up.
   */
  dueContext(limit: number, maxAgeMs: number): Promise<readonly (ContextDebt & { readonly ageMs: number })[]>;
  /** Made good, or not worth it any more; a newer version's debt stays. */
  contextPaid(debts: readonly Pick<ContextDebt, 'system' | 'record' | 'version' | 'offset'>[]): Promise<void>;
}
