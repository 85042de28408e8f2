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
    { stage: 'ingest', at: 'acknowledged', of: 'alerts' },
    { stage: 'ingest-itsm-audit', at: 'taken', of: 'rows' },
    { stage: 'ingest-itsm-audit', at: 'decided', of: 'rows' },
    { stage: 'ingest-itsm-audit', at: 'acknowledged', of: 'rows' },
  ],
  transform: points('transform', 'all', 'taken', 'decided', 'acknowledged'),
  enrich: points('enrich', 'all', 'taken', 'decided', 'acknowledged'),
  route: points('route', 'all', 'taken', 'decided', 'acknowledged'),
  deliver: points('deliver', 'all', 'taken', 'saved', 'claimed', 'sending', 'answered', 'settled', 'acknowledged'),
  'state-tracker': points('state-tracker', 'all', 'taken', 'saved'),
};

function points(stage: string, of: KillPoint['of'], first: string, ...more: readonly string[]): [KillPoint, ...KillPoint[]] {
  return [{ stage, at: first, of }, ...more.map((at) => ({ stage, at, of }))];
}

export interface Kill extends KillPoint {
  readonly process: StageName;
  /** Records at the point until the kill. */
  readonly n: number;
}

/** How many of each come by in one run. */
export interface Load {
  readonly alerts: number;
  readonly rows: number;
}

/** Early enough that work is left when the process dies. */
const share = 0.7;

/** The kill of one run: the points of a process in turn, n drawn anew. */
export function killOf(process: StageName, run: number, load: Load, random: Random): Kill {
  const points = killPoints[process];
  const point = points[run % points.length] ?? points[0];
  const most = point.of === 'all' ? load.alerts + load.rows : load[point.of];
  return { process, ...point, n: 1 + random.below(Math.max(1, Math.floor(most * share))) };
}

/** The same point, sooner: for a run that ended before its kill. */
export function sooner(kill: Kill): Kill {
  return { ...kill, n: Math.max(1, Math.floor(kill.n / 3)) };
}
