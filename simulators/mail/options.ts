import type { FaultStart } from '#simulators/kit';

export interface MailOptions {
  /** Port of the panel. */
  readonly port: number;
  readonly smtpPort: number;
  /** Journal file; null keeps nothing on disk. */
  readonly log: string | null;
  readonly requests: string | null;
  readonly user: string;
  readonly password: string;
  /** Mailboxes that there are not. */
  readonly refuse: readonly string[];
  readonly maxBytes: number;
  readonly faults: FaultStart;
  readonly seed: number;
}

export const DEFAULTS: MailOptions = {
  port: 0,
  smtpPort: 0,
  log: null,
  requests: null,
  user: 'junctor',
  password: 'junctor',
  refuse: [],
  maxBytes: 1_000_000,
  faults: {},
  seed: 1,
};
