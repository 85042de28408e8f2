import type { PatternName } from '../schema/flow.ts';
import { foldEpisode } from './event-to-incident.ts';
import type { ContributionFold } from './fold.ts';
import { foldRecord } from './record-copy.ts';

/** Patterns that are described but have no fold yet: `check` refuses flows that follow them. */
export const waitingPatterns: Readonly<Partial<Record<PatternName, string>>> = {
  'change-coordination': 'approvals, steps and compensation of a change are not built yet, so a flow of this pattern would do nothing',
  'service-request-fulfilment':
    'approvals, steps and compensation of a request are not built yet, so a flow of this pattern would do nothing',
};

/** The case fold of a pattern. Throws for a pattern that can't run yet or does not exist. */
export function foldFor(pattern: string): ContributionFold {
  if (pattern === 'event-to-incident') return foldEpisode;
  if (pattern === 'configuration-synchronization') return foldRecord;
  throw new Error(`pattern '${pattern}' has no case fold`);
}
