/**
 * event-to-incident: all alerts of one cause are one ticket. The case is an episode: it opens with the first active alert, is resolved
 * when none is active any more, reopens when the cause comes back within `reopenWithinMs`, and a later return is a new episode (a new ticket).
 */
import { digestOf } from '../digest.ts';
import { type AlertEntry, findAlert, putAlert } from './alerts.ts';
import { notesOn, type Occasion } from './appends.ts';
import { type ContributionFold, type Folded, type Folding, noop, superseded } from './fold.ts';
import type { EpisodeWant } from './want.ts';

export interface Lead {
  readonly record: string;
  readonly rank: number;
  readonly ticket: Readonly<Record<string, unknown>>;
}

export interface EpisodeCase {
  /** 0 before the first active alert. */
  readonly episode: number;
  /** Null while open: otherwise the latest occurredAt among this episode's resolutions. */
  readonly resolvedAt: number | null;
  readonly reopened: boolean;
  /** The alert that speaks for the ticket: highest rank ever seen in this episode, then smallest record. Only its ticket is kept. */
  readonly lead: Lead | null;
  /** Sorted by record. */
  readonly alerts: readonly AlertEntry[];
  /** Digest of what was last handed on for this episode. */
  readonly wantDigest: string | null;
}

const initial: EpisodeCase = { episode: 0, resolvedAt: null, reopened: false, lead: null, alerts: [], wantDigest: null };

/** Alerts listed in a ticket's description; the rest are counted. */
const maxLines = 50;

export const foldEpisode: ContributionFold = (state, contribution) => {
  const before = (state ?? initial) as EpisodeCase;
  const record = `${contribution.system}/${contribution.record}`;
  const known = findAlert(before.alerts, record);
  const { version, digest } = contribution;
  if (known !== undefined && version < known.version) {
    return superseded(before, `version ${version} is older than version ${known.version}, which is applied already`);
  }
  if (known !== undefined && version === known.version && digest === known.digest)
    return noop(before, `version ${version} is applied already`);
  const want = JSON.parse(contribution.want) as EpisodeWant;
  return contribution.phase === 'active' ? fire(before, record, contribution, want) : resolve(before, record, contribution, want);
};

function fire(before: EpisodeCase, record: string, contribution: Folded, want: EpisodeWant): Folding {
  const { occurredAt, version, digest } = contribution;
  const open = before.episode > 0 && before.resolvedAt === null;
  const again = before.episode > 0 && before.resolvedAt !== null && occurredAt - before.resolvedAt <= want.reopenWithinMs;
  const fresh = !open && !again;
  const episode = fresh ? before.episode + 1 : before.episode;
  const alerts = fresh ? before.alerts.map((entry) => ({ ...entry, episode: 0, active: false, line: '' })) : before.alerts;
  const next: EpisodeCase = {
    episode,
    resolvedAt: null,
    reopened: fresh ? false : before.reopened || again,
    lead: leadOf(fresh ? null : before.lead, record, contribution.rank, want),
    alerts: putAlert(alerts, { record, version, digest, at: occurredAt, episode, active: true, line: want.line }),
    wantDigest: fresh ? null : before.wantDigest,
  };
  return deliver(next, want, fresh ? [] : happened(before, next, record, again));
}

/** What an alert that fires is to a ticket that is there. One that is not kept is not known to be new. */
function happened(before: EpisodeCase, next: EpisodeCase, record: string, again: boolean): Occasion[] {
  const known = findAlert(before.alerts, record);
  const wasActive = known?.active === true && known.episode === before.episode;
  const joined = !again && !wasActive && findAlert(next.alerts, record) !== undefined;
  const raised = (next.lead?.rank ?? 0) > (before.lead?.rank ?? 0);
  return [...(again ? ['reopened' as const] : []), ...(joined ? ['joined' as const] : []), ...(raised ? ['severity-raised' as const] : [])];
}

function resolve(before: EpisodeCase, record: string, contribution: Folded, want: EpisodeWant): Folding {
  const { occurredAt, version, digest } = contribution;
  const known = findAlert(before.alerts, record);
  const inEpisode = known !== undefined && known.episode > 0 && known.episode === before.episode;
  const entry: AlertEntry = {
    record,
    version,
    digest,
    at: occurredAt,
    episode: inEpisode ? known.episode : 0,
    active: false,
    line: inEpisode ? known.line : '',
  };
  const alerts = putAlert(before.alerts, entry);
  if (!inEpisode) return noop({ ...before, alerts } satisfies EpisodeCase, 'nothing to resolve: this alert was not active here');
  const open = alerts.some((alert) => alert.active);
  const lead = leadOf(before.lead, record, contribution.rank, want);
  const resolvedAt = open
    ? null
    : alerts.reduce((latest, alert) => (alert.episode === before.episode ? Math.max(latest, alert.at) : latest), occurredAt);
  return deliver({ ...before, lead, alerts, resolvedAt }, want, before.resolvedAt === null && !open ? ['resolved'] : []);
}

/** Sticky: within an episode a lead only gives way to a higher rank, or at the same rank to a smaller record or its own newer version. */
function leadOf(lead: Lead | null, record: string, rank: number, want: EpisodeWant): Lead {
  if (lead !== null && (rank < lead.rank || (rank === lead.rank && record > lead.record))) return lead;
  return { record, rank, ticket: want.ticket };
}

function deliver(next: EpisodeCase, want: EpisodeWant, occasions: readonly Occasion[]): Folding {
  const appends = notesOn(want.notes, occasions, next.episode);
  const overlay = next.resolvedAt !== null ? want.resolved : next.reopened ? want.reopen : want.open;
  const ticket = { ...next.lead?.ticket, ...overlay, description: describe(next) };
  const wantDigest = digestOf(ticket);
  if (wantDigest === next.wantDigest) return { ...noop(next, 'the ticket says so already'), appends };
  return {
    appends,
    state: { ...next, wantDigest } satisfies EpisodeCase,
    result: { kind: 'deliver', episode: next.episode, want: ticket, wantDigest },
  };
}

function describe({ lead, alerts, episode }: EpisodeCase): string {
  const lines = alerts
    .filter((alert) => alert.episode === episode)
    .map((alert) => alert.line)
    .sort();
  const text = typeof lead?.ticket.description === 'string' ? lead.ticket.description.trimEnd() : '';
  const rest = lines.length > maxLines ? [`... and ${lines.length - maxLines} more`] : [];
  const listed = [`Alerts (${lines.length}):`, ...lines.slice(0, maxLines).map((line) => `- ${line}`), ...rest].join('\n');
  return text === '' ? listed : `${text}\n\n${listed}`;
}
