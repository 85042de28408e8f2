import { channel } from 'node:diagnostics_channel';

/** What a subscriber of the channel `junctor.step` gets: which records are at which point of which stage. */
export interface Step {
  readonly stage: string;
  /** taken, decided, acknowledged, saved, claimed, sending, answered, settled, published, committed. */
  readonly at: string;
  readonly records: number;
}

const steps = channel('junctor.step');

/** Announces a point of the line on Node's diagnostics channels: free without a subscriber, and how faults are timed in verification. */
export function step(stage: string, at: string, records: number): void {
  if (records > 0 && steps.hasSubscribers) steps.publish({ stage, at, records } satisfies Step);
}
