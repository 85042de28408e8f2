import { foldEpisode } from './event-to-incident.ts';
import type { ContributionFold } from './fold.ts';
import { foldRecord } from './record-copy.ts';

/** The case fold of a pattern. Throws for a pattern that can't run yet or does not exist. */
export function foldFor(pattern: string): ContributionFold {
  if (pattern === 'event-to-incident') return foldEpisode;
  if (pattern === 'configuration-synchronization') return foldRecord;
  throw new Error(`pattern '${pattern}' has no case fold`);
}
