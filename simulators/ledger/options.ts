/** How one stand-in ledger is set up; every value has a command line option of the same name (main.ts). */
import type { Burst } from '#simulators/kit';

export interface SimulatorOptions {
  /** 0 takes any free port of 127.0.0.1. */
  readonly port: number;
  /** Journal file; null keeps nothing on disk. An existing one is read first: the state goes on where it was. */
  readonly log: string | null;
  /** File that gets a line for every request; null keeps none. */
  readonly requests: string | null;
  /** Goes in the header X-Ledger-Key. */
  readonly key: string;
  readonly withhold: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly burst: Burst | null;
}

export const DEFAULTS: SimulatorOptions = {
  port: 0,
  log: null,
  requests: null,
  key: 'junctor',
  withhold: 0,
  delayMs: 0,
  seed: 1,
  burst: null,
};
