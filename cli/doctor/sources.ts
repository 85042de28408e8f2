import type { BackfillStore, SpoolStore } from '#libs/state';
import { count, spanText, timeText } from '../output.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Calls that wait for Kafka, and sources of which something may be missing. Only what is amiss is listed by source. */
export async function sourceFindings(store: Pick<SpoolStore, 'spoolOpen'> & Pick<BackfillStore, 'watermarks'>): Promise<Finding[]> {
  const spools = (await store.spoolOpen()).map(({ source, waiting, openForMs }) =>
    warn(
      'spool',
      `${source}: ${count(waiting, 'record')} kept in Postgres, for ${spanText(openForMs)}`,
      'they go on by themselves once Kafka takes them; does it answer?',
    ),
  );
  const wanted = (await store.watermarks()).filter(({ wantedSince, lastError }) => wantedSince !== null && lastError !== null);
  const backfills = wanted.map(({ system, wantedSince, lastError }) =>
    warn(
      'backfill',
      `${system} could not be asked what has changed since ${timeText(wantedSince ?? 0)}: ${lastError}`,
      `it is tried again; junctor backfill ${system} tries at once`,
    ),
  );
  const none = spools.length === 0 ? [ok('spool', 'no calls wait for Kafka')] : [];
  return [...none, ...spools, ...backfills];
}
