/** A webhook's incident -> canonical incident. Shapes: formats.md, PagerDuty webhooks v3. */
import {
  type Body,
  isJsonObject,
  type Json,
  type JsonObject,
  type Mapped,
  ownField,
  readJson,
  type SourceMap,
  type ValueMaps,
} from '#libs/connector-kit';
import type { Incident, Level, Priority, TicketStatus } from '#libs/model';

const STATUS: Readonly<Record<string, TicketStatus>> = { triggered: 'new', acknowledged: 'in_progress', resolved: 'resolved' };
const URGENCY: Readonly<Record<string, Level>> = { high: 'high', low: 'low' };
const PRIORITIES: readonly Priority[] = ['critical', 'high', 'moderate', 'low', 'planning'];

type Rejected = Extract<Mapped, { kind: 'rejected' }>;

const rejected = (code: string, field: string, value: Json | undefined, expected: string, hint?: string): Rejected => ({
  kind: 'rejected',
  code,
  evidence: { message: `${field} is ${JSON.stringify(value ?? null).slice(0, 60)}.`, field, expected, ...(hint && { hint }) },
});

function text(value: JsonObject, name: string): string | null {
  const field = ownField(value, name);
  return typeof field === 'string' && field !== '' ? field : null;
}

/** What a reference ({id, summary, ...}) is called. */
function nameOf(value: Json | undefined): string | null {
  return isJsonObject(value) ? (text(value, 'summary') ?? text(value, 'id')) : null;
}

function firstNameOf(value: Json | undefined): string | null {
  return Array.isArray(value) ? nameOf(value[0]) : null;
}

function timeOf(value: JsonObject, name: string): number | null {
  const at = Date.parse(text(value, name) ?? '');
  return Number.isNaN(at) ? null : at;
}

/** null without a map of priorities; undefined for one that the map does not know. */
function priorityOf(name: string | null, valueMaps: ValueMaps): Priority | null | undefined {
  const map = valueMaps.priority;
  if (name === null || map === undefined) return null;
  return PRIORITIES.find((known) => known === (Object.hasOwn(map, name) ? map[name] : undefined));
}

function extraOf(event: JsonObject, data: JsonObject): Record<string, string> {
  const agent = ownField(event, 'agent');
  const found: Readonly<Record<string, string | null>> = {
    eventType: text(event, 'event_type'),
    agent: nameOf(agent),
    'agent.id': isJsonObject(agent) ? text(agent, 'id') : null,
    'agent.type': isJsonObject(agent) ? text(agent, 'type') : null,
    client: isJsonObject(ownField(event, 'client')) ? text(ownField(event, 'client') as JsonObject, 'name') : null,
    incidentKey: text(data, 'incident_key'),
    escalationPolicy: nameOf(ownField(data, 'escalation_policy')),
    priority: nameOf(ownField(data, 'priority')),
  };
  return Object.fromEntries(Object.entries(found).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

function incidentOf(
  event: JsonObject,
  data: JsonObject,
  status: TicketStatus,
  occurredAt: number,
): Omit<Body<Incident>, 'priority' | 'urgency'> {
  const number = ownField(data, 'number');
  const url = text(data, 'html_url');
  return {
    number: typeof number === 'number' ? String(number) : null,
    title: text(data, 'title') ?? `Incident ${text(data, 'id') ?? ''}`,
    description: null,
    status,
    holdReason: null,
    impact: null,
    category: null,
    subcategory: null,
    service: nameOf(ownField(data, 'service')),
    ci: null,
    ciKeys: [],
    assignee: firstNameOf(ownField(data, 'assignees')),
    group: firstNameOf(ownField(data, 'teams')),
    requester: null,
    comments: [],
    openedAt: timeOf(data, 'created_at'),
    updatedAt: occurredAt,
    resolvedAt: status === 'resolved' ? occurredAt : null,
    closedAt: null,
    resolutionCode: null,
    resolutionNotes: nameOf(ownField(data, 'resolve_reason')),
    links: url !== null && /^https?:\/\//.test(url) ? [{ rel: 'source', title: null, url }] : [],
    extra: extraOf(event, data),
  };
}

export const mapIncident: SourceMap = (body, valueMaps) => {
  const reading = readJson(body);
  const event = reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : null;
  const data = event === null ? undefined : ownField(event, 'data');
  if (event === null || !isJsonObject(data)) return rejected('malformed', 'event', null, 'a webhook v3 event');
  const status = text(data, 'status');
  const canonical = status !== null && Object.hasOwn(STATUS, status) ? STATUS[status] : undefined;
  if (canonical === undefined) return rejected('unknown-value', 'status', ownField(data, 'status'), Object.keys(STATUS).join(', '));
  const occurredAt = timeOf(event, 'occurred_at');
  if (occurredAt === null)
    return rejected('invalid-value', 'occurred_at', ownField(event, 'occurred_at'), 'a time as in 2026-01-05T10:00:00Z');
  const given = text(data, 'urgency');
  const urgency = given === null ? null : Object.hasOwn(URGENCY, given) ? URGENCY[given] : undefined;
  if (urgency === undefined) return rejected('unknown-value', 'urgency', given, Object.keys(URGENCY).join(', '));
  const name = nameOf(ownField(data, 'priority'));
  const priority = priorityOf(name, valueMaps);
  if (priority === undefined) {
    const hint = `Add ${JSON.stringify(name)}: <${PRIORITIES.join('|')}> to spec.valueMaps.priority in the system's file, apply, then repair this message.`;
    return rejected('unknown-value', 'priority', name, `one of: ${Object.keys(valueMaps.priority ?? {}).join(', ')}`, hint);
  }
  return { kind: 'mapped', model: 'incident', value: { ...incidentOf(event, data, canonical, occurredAt), priority, urgency }, occurredAt };
};
