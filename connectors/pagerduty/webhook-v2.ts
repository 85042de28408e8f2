/** Webhooks v2, which PagerDuty replaced by v3: a message as the v3 event of the same incident, so that one map reads both. */
import { isJsonObject, type Json, type JsonObject, ownField } from '#libs/connector-kit';

/** What v3 calls the events of v2 that carry an incident. */
const EVENT_TYPES: Readonly<Record<string, string>> = {
  'incident.trigger': 'incident.triggered',
  'incident.acknowledge': 'incident.acknowledged',
  'incident.unacknowledge': 'incident.unacknowledged',
  'incident.resolve': 'incident.resolved',
  'incident.assign': 'incident.reassigned',
  'incident.escalate': 'incident.escalated',
  'incident.delegate': 'incident.delegated',
  'incident.annotate': 'incident.annotated',
};

const KEPT = [
  'id',
  'type',
  'html_url',
  'status',
  'incident_key',
  'title',
  'service',
  'escalation_policy',
  'teams',
  'priority',
  'urgency',
  'created_at',
];

function dataOf(incident: JsonObject): JsonObject {
  const kept = Object.fromEntries(KEPT.flatMap((name) => (Object.hasOwn(incident, name) ? [[name, incident[name] as Json]] : [])));
  const assignments = ownField(incident, 'assignments');
  const assignees = Array.isArray(assignments)
    ? assignments.flatMap((one: Json) => (isJsonObject(one) ? (ownField(one, 'assignee') ?? []) : []))
    : [];
  return { ...kept, number: ownField(incident, 'incident_number') ?? null, assignees };
}

/** The v3 event of a message of v2; null when it holds no incident. */
export function eventOfMessage(message: Json): JsonObject | null {
  const incident = isJsonObject(message) ? ownField(message, 'incident') : undefined;
  if (!isJsonObject(message) || !isJsonObject(incident)) return null;
  const type = ownField(message, 'event');
  const named = typeof type === 'string' && Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type] : type;
  return {
    id: ownField(message, 'id') ?? null,
    event_type: named ?? null,
    resource_type: 'incident',
    occurred_at: ownField(message, 'created_on') ?? null,
    data: dataOf(incident),
  };
}
