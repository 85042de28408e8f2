import type { System } from '../schema/system.ts';

/** What is done about one kind of failure, in words. */
export interface FailureWords {
  readonly failure: string;
  readonly words: string;
  /** Which file says so, when it is not the rule for everybody. */
  readonly from: string | null;
}

/** What the pages have to know beyond the workspace. */
export interface DocumentFacts {
  /** What is done about failures of calls to a system, for the deliveries of a flow. */
  failures(system: string, flow: string | null): readonly FailureWords[];
  /** Models of the records that a system's connector makes whatever its settings are. */
  sends(system: System): readonly string[];
}
