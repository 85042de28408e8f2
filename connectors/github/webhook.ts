/** Webhooks by the event they name in X-GitHub-Event -> source events. */
import {
  cutObject,
  epochMillis,
  idOf,
  isJsonObject,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
  valueAt,
} from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export const ISSUE = 'github/issue';
export const DEPLOYMENT = 'github/deployment';
export const CHECK = 'github/check';
export const SECURITY = 'github/security-alert';
const OTHER = 'github/event';

interface Kind {
  readonly format: string;
  /** Field of the payload that the event is about. */
  readonly about: string;
  /** Ids that name the record, below the payload; for one of them several places, the first that is there. */
  readonly record: readonly (string | readonly string[])[];
  /** Where its version stands, the first that is there; none where not every event of the record has one. */
  readonly version: readonly string[];
}

/** A deployment is a state of its environment, a check one of its branch: the next one there mends or breaks the same thing. */
const KINDS: Readonly<Record<string, Kind>> = {
  issues: { format: ISSUE, about: 'issue', record: ['issue.id'], version: ['issue.updated_at'] },
  deployment: {
    format: DEPLOYMENT,
    about: 'deployment',
    record: ['repository.id', 'deployment.environment'],
    version: ['deployment.created_at'],
  },
  deployment_status: {
    format: DEPLOYMENT,
    about: 'deployment_status',
    record: ['repository.id', 'deployment.environment'],
    version: ['deployment_status.created_at'],
  },
  check_run: {
    format: CHECK,
    about: 'check_run',
    // A check of a pull request from another repository tells no branch: it is one of its commit.
    record: ['repository.id', 'check_run.app.id', 'check_run.name', ['check_run.check_suite.head_branch', 'check_run.head_sha']],
    version: ['check_run.completed_at', 'check_run.started_at'],
  },
  workflow_run: {
    format: CHECK,
    about: 'workflow_run',
    record: ['repository.id', 'workflow_run.workflow_id', ['workflow_run.head_branch', 'workflow_run.head_sha']],
    version: ['workflow_run.updated_at'],
  },
  code_scanning_alert: { format: SECURITY, about: 'alert', record: ['repository.id', 'alert.number'], version: [] },
  dependabot_alert: { format: SECURITY, about: 'alert', record: ['repository.id', 'alert.number'], version: [] },
  repository_vulnerability_alert: { format: SECURITY, about: 'alert', record: ['repository.id', 'alert.number'], version: [] },
};

/** The older and the newer event of the same alerts. */
const SAME_RECORD: Readonly<Record<string, string>> = {
  deployment_status: 'deployment',
  repository_vulnerability_alert: 'dependabot_alert',
};

function recordOf(event: string, payload: JsonObject, { record }: Kind): string | null {
  const parts = record.map(
    (place) =>
      [place]
        .flat()
        .map((path) => idOf(valueAt(payload, path)))
        .find((id) => id !== null) ?? null,
  );
  return parts.includes(null) ? null : idOf([SAME_RECORD[event] ?? event, ...parts].join('/'));
}

/** A deletion does not touch the time of the last change, and comes after every state. */
function versionOf(payload: JsonObject, { version }: Kind): number | null {
  const text = version.map((path) => valueAt(payload, path)).find((value) => typeof value === 'string');
  const moment = typeof text === 'string' ? epochMillis(text) : null;
  return moment !== null && ownField(payload, 'action') === 'deleted' ? moment + 1 : moment;
}

function cut(event: string, headers: RequestHeaders, payload: JsonObject, body: Buffer): SourceEvent {
  const eventId = idOf(headers['x-github-delivery']);
  const kind = Object.hasOwn(KINDS, event) ? KINDS[event] : undefined;
  if (kind === undefined) {
    const next = 'take it off the webhook in GitHub, or add it to settings.ignore';
    return parkedEvent({ format: OTHER, record: null, eventId }, `events "${event.slice(0, 60)}" are not understood: ${next}`, body);
  }
  const cutAs = {
    format: kind.format,
    record: recordOf(event, payload, kind),
    eventId,
    version: versionOf(payload, kind),
    attributes: { event },
  };
  if (!isJsonObject(ownField(payload, kind.about))) return parkedEvent(cutAs, `the payload has no ${kind.about}`, body);
  return sourceEvent(cutAs, payload, `one of ${kind.record.flat().join(', ')}`);
}

/** Never throws. An event that settings.ignore names gives none. */
export function parse(headers: RequestHeaders, body: Buffer, { ignore }: Settings): readonly SourceEvent[] {
  const event = headers['x-github-event'] ?? '';
  return cutObject(OTHER, body, (payload) => {
    if (event === '') return [parkedEvent({ format: OTHER, record: null }, 'header x-github-event is missing', body)];
    return ignore.includes(event) ? [] : [cut(event, headers, payload, body)];
  });
}
