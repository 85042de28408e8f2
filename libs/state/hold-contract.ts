/**
 * What keeps deliveries back: one row a subject, joined at the claim; lanes are never updated by it. A subject is the name of what
 * is held (`system:servicenow`, `credential:env:SERVICENOW_PASSWORD`); one order may depend on several.
 *
 * open (until) -> probing, one claim -> passed -> ramp 1, 2, 4, ... calls at a time -> gone; a probe that fails opens it again.
 * A quota needs no probe: it is over when its time has come.
 */
import type { Failure } from '#libs/failures';

export type HoldKind = 'breaker' | 'credential' | 'quota';

export interface Hold {
  readonly subject: string;
  readonly kind: HoldKind;
  readonly phase: 'open' | 'probing' | 'ramp';
  /** Epoch milliseconds: when the next probe may go, or the quota is over; null: not by time alone. */
  readonly until: number | null;
  readonly since: number;
  /** Probes that failed in a row. */
  readonly rounds: number;
  /** While ramping: calls at a time for each process. */
  readonly allowed: number;
  readonly failure: Failure;
  /** Version of the secret that was refused (connector kit: credentialVersion). */
  readonly credentialVersion: string | null;
  /** Systems whose deliveries it was opened for. */
  readonly system: string;
}

export type HoldChange =
  /** Does nothing to a breaker or credential that is held already; a quota is only ever extended. */
  | {
      readonly change: 'open';
      readonly subject: string;
      readonly kind: HoldKind;
      readonly system: string;
      readonly failure: Failure;
      /** Until the first probe, or the end of a quota (which needs one); null: until a change `probe`. */
      readonly forMs: number | null;
      readonly credentialVersion: string | null;
      /** Who is told; null tells nobody. One escalation an outage: from open until it is gone. */
      readonly escalateTo: string | null;
    }
  /** Probe now: the secret has changed, or a person says so. */
  | { readonly change: 'probe'; readonly subject: string }
  /** A call under this probe or this step of the ramp came through; `full`: at so many calls at a time the hold is gone. */
  | { readonly change: 'passed'; readonly subject: string; readonly allowed: number; readonly full: number }
  /** It did not. */
  | { readonly change: 'failed'; readonly subject: string; readonly failure: Failure; readonly forMs: number };

/** A token bucket shared by all replicas. Tokens are taken at the claim, one a lane; calls beyond that are debited with the result. */
export interface Bucket {
  readonly subject: string;
  readonly perSecond: number;
  readonly burst: number;
}

/** A claim made while its system was held. */
export interface Probe {
  readonly subject: string;
  readonly phase: 'probing' | 'ramp';
  readonly rounds: number;
  readonly allowed: number;
}

export interface Escalation {
  readonly id: string;
  readonly subject: string;
  readonly system: string;
  readonly kind: HoldKind;
  readonly owner: string;
  readonly reason: string;
  readonly openedAt: number;
  readonly resolvedAt: number | null;
}

export interface HoldStore {
  /** Everything held now; quotas that are over are left out. */
  holds(): Promise<readonly Hold[]>;
  /** Newest first. */
  escalations(limit: number): Promise<readonly Escalation[]>;
  /**
   * Gives outages that last and that nobody was told of to `tell`, each to one caller at a time. It counts as told once `tell` has returned: a
   * caller that dies in the middle leaves it to the next one, so that it is told twice rather than never.
   */
  announce(tell: (escalation: Escalation) => void): Promise<void>;
  /** One transaction; for changes that come from no lane: a secret that changed, a person. */
  changeHolds(changes: readonly HoldChange[]): Promise<void>;
}
