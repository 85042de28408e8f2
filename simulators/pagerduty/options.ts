/** How one stand-in account is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first: the state goes on where it was. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** Routing keys (32 characters each) of the account's integrations. */
  readonly routingKeys: readonly string[];
  /** API token of the REST side. */
  readonly token: string;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
  /** Milliseconds until REST sees an event. */
  readonly searchLagMs: number;
  /** Events a minute and routing key; null = no limit. */
  readonly perMinute: number | null;
  /** Where webhooks go; null sends none. */
  readonly webhook: string | null;
  /** Signing secrets: several during a rotation, each signs every call. */
  readonly webhookSecrets: readonly string[];
}

export const DEFAULT_ROUTING_KEY = 'R0UT1NGKEY0000000000000000000001';

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  routingKeys: [DEFAULT_ROUTING_KEY],
  token: 'junctor',
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
  searchLagMs: 0,
  perMinute: null,
  webhook: null,
  webhookSecrets: [],
};
