/** How one stand-in instance is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first: the state goes on where it was. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  readonly user: string;
  readonly password: string;
  /** Milliseconds until a list query sees a write; a read by sys_id sees it at once. */
  readonly searchLagMs: number;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  /** Requests per hour and user; null = no rule, and then no X-RateLimit headers either. */
  readonly quota: number | null;
  readonly burst: Burst | null;
  /** Time zone of the integration user: display values of dates are in it. */
  readonly timeZone: string;
  /**
   * What a display name does that no record of the referenced table has: `create` adds the record (stands in for an
   * instance that holds the customer's groups and CIs), `ignore` leaves the reference empty, as an instance does (gk).
   */
  readonly unknownReference: 'create' | 'ignore';
  /** API version of a path without one (formats.md: v1 and v2 differ on empty lists). */
  readonly defaultVersion: 1 | 2;
}

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  user: 'junctor',
  password: 'junctor',
  searchLagMs: 0,
  withhold: 0,
  delayMs: 0,
  seed: 1,
  quota: null,
  burst: null,
  timeZone: 'America/Los_Angeles',
  unknownReference: 'create',
  defaultVersion: 2,
};
