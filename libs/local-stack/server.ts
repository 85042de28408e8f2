import type { ChildSpec } from './child.ts';

/** A part that is ready to be started, any number of times. */
export interface PartServer {
  readonly spec: ChildSpec;
  readonly startLimitMs: number;
  /** Asks the server a real question; never throws. */
  readonly isHealthy: () => Promise<boolean>;
  /** Done once after the first healthy answer of each start. */
  readonly afterStart?: () => Promise<void>;
}
