/** How one stand-in site is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first: the state goes on where it was. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** E-mail address and API token of basic authentication. */
  readonly email: string;
  readonly token: string;
  /** Key of the one project. */
  readonly project: string;
  /** Milliseconds until a search sees a write; a read by id or key sees it at once. */
  readonly searchLagMs: number;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
  /** `open`: Done can be reached from To Do; `strict`: only from In Progress. */
  readonly workflow: 'open' | 'strict';
  /** Where webhooks go; null sends none. */
  readonly webhook: string | null;
  /** Secret of X-Hub-Signature; null signs nothing. */
  readonly webhookSecret: string | null;
}

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  email: 'junctor@example.org',
  token: 'junctor',
  project: 'OPS',
  searchLagMs: 0,
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
  workflow: 'open',
  webhook: null,
  webhookSecret: null,
};
