import type { ContextDebt, Escalation, HeadPolicy } from '#libs/state';
import type { AuditRow } from './audit.ts';
import type { Known } from './configuration.ts';
import type { Lacking } from './lacking.ts';
import type { Notice } from './notices.ts';
import type { Senders } from './senders.ts';
import type { Order } from './store/review.ts';
import type { Tables } from './store/tables.ts';
import type { Story } from './stories.ts';
import type { Target } from './targets.ts';

export type Oracle = 'O1' | 'O2' | 'O3' | 'O4' | 'O7' | 'O8' | 'O9';

export interface Violation {
  readonly oracle: Oracle;
  readonly what: string;
}

export interface Evidence {
  readonly stories: readonly Story[];
  readonly rows: readonly AuditRow[];
  readonly notices: readonly Notice[];
  readonly known: readonly Known[];
  readonly senders: Senders;
  readonly tables: Tables;
  /** What a person wanted sent again, and what came of it. */
  readonly orders: readonly Order[];
  readonly targets: readonly Target[];
  /** What a parked head does to its lane, by target system. */
  readonly heads: ReadonlyMap<string, HeadPolicy>;
  readonly escalations: readonly Escalation[];
  /** What still moved at the end. */
  readonly left: readonly string[];
  /** Processes that ended themselves, and why. */
  readonly fatal: readonly string[];
  /** What was answered 2xx and is not in the log at the end. */
  readonly gone: readonly string[];
  /** How often a record may seem to have ended the process that had it in hand. */
  readonly uncleanEnds: number;
  /** Counts of what befell the system, by kind. */
  readonly faults: ReadonlyMap<string, number>;
  /** Whether anything befell the system between then and now that can make a caller forget. */
  excused(from: number, to: number): boolean;
  /** Records that went on without context that is known by now. */
  readonly lacking: readonly Lacking[];
  /** Context that processes owed in their memory alone when they died. */
  readonly forgotten: readonly ContextDebt[];
  /** Whether some process did not reach the database between then and now. */
  storeAway(from: number, to: number): boolean;
}
