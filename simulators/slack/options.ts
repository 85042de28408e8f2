/** How one stand-in workspace is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** Bot token. */
  readonly token: string;
  /** Id of the one channel. */
  readonly channel: string;
  /** Milliseconds until the history shows a message. */
  readonly searchLagMs: number;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
}

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  token: 'xoxb-junctor',
  channel: 'C0JUNCTOR',
  searchLagMs: 0,
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
};
