import type { Random } from '#verification/data';
import type { StageName } from '#verification/rig';

/** A point of the line inside which a process is killed, and what passes it: alerts, rows, or what they become. */
export interface KillPoint {
  readonly stage: string;
  readonly at: string;
  readonly of: 'alerts' | 'rows' | 'all';
}

/** Where each process is killed. The webhook end of ingest is `ingest`, the reader of a source's own topic `ingest-<system>`. */
export const killPoints: Readonly<Record<StageName, readonly [KillPoint, ...KillPoint[]]>> = {
  ingest: [
    { stage: 'ingest', at: 'decided', of: 'alerts' },
    { stage: 'ingest-itsm-audit', at: 'acknowledged', of: 'rows' },
    { stage: 'ingest', at: 'acknowledged', of: 'alerts' },
    { stage: 'ingest-itsm-audit', at: 'taken', of: 'rows' },
    { stage: 'ingest-itsm-audit', at: 'decided', of: 'rows' },
  ],
  transform: points('transform', 'taken', 'decided', 'acknowledged'),
  enrich: points('enrich', 'taken', 'decided', 'acknowledged'),
  route: points('route', 'taken', 'decided', 'acknowledged'),
  // Up to the destination, and back: an outcome is acknowledged, then marked as published, then taken and saved by the tracker.
  deliver: points('deliver', 'sending', 'answered', 'acknowledged', 'settled', 'claimed', 'saved', 'published', 'taken'),
  'state-tracker': points('state-tracker', 'saved', 'taken'),
};

function points(stage: string, first: string, ...more: readonly string[]): [KillPoint, ...KillPoint[]] {
  return [{ stage, at: first, of: 'all' }, ...more.map((at): KillPoint => ({ stage, at, of: 'all' }))];
}

export interface Kill extends KillPoint {
  readonly process: StageName;
  /** Records at the point until the kill. */
  readonly n: number;
}

/** How many of each come by while a kill is waited for. */
export interface Load {
  readonly alerts: number;
  readonly rows: number;
}

/** The kill of one run: the points of a process in turn, n drawn anew. */
export function killOf(process: StageName, run: number, load: Load, random: Random): Kill {
  const points = killPoints[process];
  const point = points[run % points.length] ?? points[0];
  const most = point.of === 'all' ? load.alerts + load.rows : load[point.of];
  return { process, ...point, n: 1 + random.below(Math.max(1, most)) };
}

/** The items in an order drawn anew. */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
