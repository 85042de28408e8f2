/** Webhooks and searched issues -> source events. Formats: formats.md, Jira webhooks. */
import {
  cutObject,
  epochMillis,
  hmacRefusal,
  idOf,
  type JsonObject,
  ownField,
  parkedEvent,
  type SourceEvent,
  sourceEvent,
  valueAt,
  type WebhookSource,
} from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export const INCIDENT = 'jira/incident';
export const REQUEST = 'jira/request';
const OTHER = 'jira/event';

const OF_ISSUES = new Set(['jira:issue_created', 'jira:issue_updated', 'jira:issue_deleted']);
const OF_COMMENTS = new Set(['comment_created', 'comment_updated']);

type Attributes = Readonly<Record<string, string>>;

/** The time of its last change, which Jira keeps in milliseconds; a deletion does not touch it, and comes after every state. */
function versionOf(payload: JsonObject): number | null {
  const updated = valueAt(payload, 'issue.fields.updated');
  const at = typeof updated === 'string' ? epochMillis(updated) : null;
  return at !== null && ownField(payload, 'webhookEvent') === 'jira:issue_deleted' ? at + 1 : at;
}

/**
 * `payload` holds the whole issue as `issue`, from a webhook or a search. No event id: the same state, told in both ways, is then one record
 * by its version.
 */
export function issueEvent(payload: JsonObject, settings: Settings, attributes: Attributes = {}): SourceEvent {
  const type = valueAt(payload, 'issue.fields.issuetype.name');
  const isRequest = typeof type === 'string' && settings.source?.requestTypes.includes(type) === true;
  const version = versionOf(payload);
  const cut = { format: isRequest ? REQUEST : INCIDENT, record: idOf(valueAt(payload, 'issue.id')), version, attributes };
  const parked = (defect: string): SourceEvent => parkedEvent(cut, defect, Buffer.from(JSON.stringify(payload)));
  if (typeof type !== 'string') return parked('the issue has no issuetype.name, so that it is not known what it is');
  if (version === null) return parked('the issue has no time at fields.updated, so that its order is not known');
  return sourceEvent(cut, payload, 'issue.id');
}

/** Jira Cloud shows the issue of a comment in part (gk): to map that would empty what is not shown. The next asking brings both. */
function ofPartialIssue(event: string, payload: JsonObject, body: Buffer, { source }: Settings): readonly SourceEvent[] {
  if (source?.everySeconds !== undefined) return [];
  const defect = `${event} shows its issue in part: set settings.source.everySeconds, so that issues are asked for with their comments, or take the event off the webhook`;
  return [parkedEvent({ format: OTHER, record: idOf(valueAt(payload, 'issue.id')) }, defect, body)];
}

function cut(payload: JsonObject, body: Buffer, settings: Settings): readonly SourceEvent[] {
  const event = ownField(payload, 'webhookEvent');
  const parked = (defect: string): readonly SourceEvent[] => [parkedEvent({ format: OTHER, record: null }, defect, body)];
  if (typeof event !== 'string') return parked('no webhook of Jira: it has no webhookEvent');
  if (settings.source?.ignore.includes(event) === true) return [];
  if (OF_COMMENTS.has(event) && valueAt(payload, 'issue.fields.updated') === undefined)
    return ofPartialIssue(event, payload, body, settings);
  if (OF_ISSUES.has(event) || OF_COMMENTS.has(event)) return [issueEvent(payload, settings, { event })];
  return parked(`events "${event.slice(0, 60)}" are not understood: take it off the webhook in Jira, or add it to settings.source.ignore`);
}

export const webhooks: WebhookSource<Settings> = {
  // Jira comes again after 408, 409, 425, 429 and 5xx, some times (gk); formats.md: the flow header tells how long it takes.
  answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
  authenticate(headers, body, { source }) {
    if (source?.secrets === undefined) return 'this system takes no webhooks: its settings have no source.secrets';
    return hmacRefusal(headers, { header: 'x-hub-signature', prefix: 'sha256=', secrets: source.secrets, signed: [body] });
  },
  parse: (_headers, body, settings) => cutObject(OTHER, body, (payload) => cut(payload, body, settings)),
};
