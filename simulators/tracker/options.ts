/** How one stand-in tracker is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first: the state goes on where it was. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** A personal token. */
  readonly token: string;
  /** Client of the OAuth token endpoint, whose tokens live `tokenSeconds`. */
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tokenSeconds: number;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
  /** Milliseconds until a list sees a write; reading by id sees it at once. */
  readonly searchLagMs: number;
  /** A second item with the same external key is refused with 409. Off, as in the product: it is a setting of the workspace. */
  readonly uniqueExternalKeys: boolean;
  /** Most items in one page, whatever is asked for. */
  readonly pageCap: number;
  /** Where webhooks go; null sends none. */
  readonly webhook: string | null;
  readonly webhookSecret: string;
}

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  token: 'junctor',
  clientId: 'junctor',
  clientSecret: 'junctor',
  tokenSeconds: 3_600,
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
  searchLagMs: 0,
  uniqueExternalKeys: false,
  pageCap: 50,
  webhook: null,
  webhookSecret: 'tracker-webhook',
};
