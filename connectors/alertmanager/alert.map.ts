import {
  type Body,
  epochMillis,
  isJsonObject,
  isZeroTime,
  type JsonObject,
  type Mapped,
  ownField,
  readJson,
  type SourceMap,
  type ValueMaps,
} from '#libs/connector-kit';
import type { Event, Link, Severity } from '#libs/model';

type Rejected = Extract<Mapped, { kind: 'rejected' }>;
type Texts = Readonly<Record<string, string>>;

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Annotations that have a field of their own in the canonical event. */
const PLACED = new Set(['summary', 'description', 'runbook_url']);

/** One alert of an Alertmanager v4 post (as `parse` cut it) to a canonical event. */
export const mapAlert: SourceMap = (body, valueMaps, attributes) => {
  const reading = readJson(body);
  const root = reading.kind === 'value' ? reading.value : undefined;
  const alert = isJsonObject(root) ? ownField(root, 'alert') : undefined;
  if (!isJsonObject(root) || !isJsonObject(alert))
    return rejected('malformed', 'The body is not an alert as Alertmanager sends it.', 'alert');
  const labels = texts(alert, 'labels');
  const name = labels.alertname;
  if (!name)
    return rejected(
      'missing-field',
      'The alert has no label alertname.',
      'labels.alertname',
      'a name',
      'Name the alert in the alerting rule.',
    );
  const severity = severityOf(labels.severity, valueMaps);
  if (typeof severity !== 'string') return severity;
  const times = timesOf(alert);
  if ('kind' in times) return times;
  const value: Body<Event> = {
    ...describe(name, texts(alert, 'annotations')),
    ...times,
    severity,
    category: null,
    service: labels.service || labels.namespace || null,
    resource: labels.pod || labels.instance || labels.node || null,
    ciKeys: ciKeysOf(labels),
    labels: { ...labels },
    links: linksOf(alert, root),
    extra: extraOf(alert, root, attributes),
  };
  return { kind: 'mapped', model: 'event', value, occurredAt: times.endedAt ?? times.startedAt };
};

function describe(name: string, annotations: Texts): Pick<Event, 'name' | 'title' | 'description'> {
  return { name, title: annotations.summary || name, description: annotations.description || null };
}

function severityOf(given: string | undefined, valueMaps: ValueMaps): Severity | Rejected {
  const map = valueMaps.severity ?? {};
  const key = given ?? '';
  const mapped = Object.hasOwn(map, key) ? map[key] : undefined;
  const severity = SEVERITIES.find((known) => known === mapped);
  if (severity !== undefined) return severity;
  const known = Object.keys(map).join(', ') || 'none';
  const what =
    given === undefined ? 'The alert has no label severity' : `Severity ${JSON.stringify(given.slice(0, 60))} is not in the value map`;
  const wrong = mapped === undefined ? '' : `; it is mapped to ${JSON.stringify(mapped)}, which is no canonical severity`;
  return rejected(
    'unknown-value',
    `${what}${wrong}.`,
    'labels.severity',
    `one of: ${known}`,
    `Add ${JSON.stringify(key)}: <${SEVERITIES.join('|')}> to spec.valueMaps.severity in the system's file, apply, then repair this message.`,
  );
}

type Times = Pick<Event, 'status' | 'startedAt' | 'endedAt'>;

function timesOf(alert: JsonObject): Times | Rejected {
  const status = ownField(alert, 'status');
  if (status !== 'firing' && status !== 'resolved') {
    return rejected(
      'unknown-value',
      `Status ${JSON.stringify(status ?? null).slice(0, 60)} is neither firing nor resolved.`,
      'status',
      'firing or resolved',
    );
  }
  const startedAt = timeOf(alert, 'startsAt');
  if (startedAt === null)
    return rejected('invalid-value', 'startsAt is missing or not a time.', 'startsAt', 'RFC 3339, up to 9 fraction digits');
  if (status === 'firing') return { status, startedAt, endedAt: null };
  const endedAt = timeOf(alert, 'endsAt');
  if (endedAt === null)
    return rejected('invalid-value', 'The alert is resolved but endsAt is missing or not a time.', 'endsAt', 'RFC 3339');
  return { status, startedAt, endedAt };
}

function timeOf(alert: JsonObject, field: string): number | null {
  const text = ownField(alert, field);
  return typeof text === 'string' && !isZeroTime(text) ? epochMillis(text) : null;
}

/** A node is itself the thing that ails; everything else is looked up as the service of its cluster and namespace. */
function ciKeysOf(labels: Texts): string[] {
  if (labels.node) return [`node/${labels.node}`];
  return labels.cluster && labels.namespace ? [`service/${labels.cluster}/${labels.namespace}`] : [];
}

function linksOf(alert: JsonObject, root: JsonObject): Link[] {
  const runbook = texts(alert, 'annotations').runbook_url;
  const candidates = [
    { rel: 'source', title: 'Expression', url: ownField(alert, 'generatorURL') },
    { rel: 'runbook', title: 'Runbook', url: runbook },
    { rel: 'monitoring', title: 'Alertmanager', url: ownField(root, 'externalURL') },
  ];
  return candidates.flatMap(({ rel, title, url }) => (typeof url === 'string' && url !== '' ? [{ rel, title, url }] : []));
}

function extraOf(alert: JsonObject, root: JsonObject, attributes: Texts): Record<string, string> {
  const extra: Record<string, string> = {};
  for (const [key, text] of Object.entries(texts(alert, 'annotations'))) if (!PLACED.has(key)) extra[`annotations.${key}`] = text;
  const receiver = ownField(root, 'receiver');
  if (typeof receiver === 'string') extra.receiver = receiver;
  if (attributes.truncated !== undefined) extra.truncatedAlerts = attributes.truncated;
  return extra;
}

/** The string entries of an object field; `parse` has already refused objects with others. */
function texts(alert: JsonObject, field: string): Texts {
  const value = ownField(alert, field);
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function rejected(code: string, message: string, field: string, expected?: string, hint?: string): Rejected {
  return { kind: 'rejected', code, evidence: { message, field, ...(expected && { expected }), ...(hint && { hint }) } };
}
