import {
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  type RequestHeaders,
  readJson,
  type SourceEvent,
  unsafeText,
} from '#libs/connector-kit';
import { fingerprintOf } from './fingerprint.ts';
import type { Settings } from './settings.ts';

export const FORMAT = 'alertmanager/v4';

/** Kafka refuses records beyond 1 MiB unless told otherwise; what is parked is cut to this and says so. */
export const MAX_EVENT_BYTES = 900_000;

/** Identity of the group that an alert travelled in, as kept beside the alert in the body of a source event. */
interface Group {
  readonly fields: Readonly<Record<string, Json>>;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * One post is one group; statuses in it are mixed (formats.md), so each alert becomes a source event of its own.
 * Never throws. A post that can't be understood is one event with a defect; a bad alert among good ones is one too.
 */
export function parse(_headers: RequestHeaders, body: Buffer, settings: Settings): readonly SourceEvent[] {
  const reading = readJson(body);
  if (reading.kind === 'defect') return [broken(reading.defect, body)];
  const post = reading.value;
  if (!isJsonObject(post)) return [broken('not an Alertmanager post: a JSON object was expected', body)];
  if (Object.hasOwn(post, '__proto__')) return [broken('the post has a key __proto__', body)];
  const version = ownField(post, 'version');
  // Version 3, of old releases, differs in groupKey alone, which was a number.
  if (version !== '4' && version !== '3') return [broken(`version is ${shown(version)}, "4" or "3" was expected`, body)];
  const alerts = ownField(post, 'alerts');
  if (!Array.isArray(alerts)) return [broken('alerts is missing or not a list', body)];
  if (alerts.length === 0) return [broken('alerts is empty', body)];
  if (alerts.length > settings.maxAlerts)
    return [broken(`${alerts.length} alerts in one post, at most ${settings.maxAlerts} are taken`, body)];
  const group = groupOf(post);
  return alerts.map((alert: Json) => cut(alert, group));
}

function cut(alert: Json, group: Group): SourceEvent {
  const record = recordOf(alert);
  const defect = defectOf(alert, record);
  const body = Buffer.from(JSON.stringify({ alert, ...group.fields }));
  if (defect === null && body.length <= MAX_EVENT_BYTES) return event(record, body, group.attributes, null);
  return broken(defect ?? `the alert takes ${body.length} bytes, at most ${MAX_EVENT_BYTES} are taken`, body, record, group.attributes);
}

function recordOf(alert: Json): string | null {
  if (!isJsonObject(alert)) return null;
  const fingerprint = ownField(alert, 'fingerprint') ?? computed(alert);
  const usable = typeof fingerprint === 'string' && fingerprint.length > 0 && fingerprint.length <= 200 && fingerprint.isWellFormed();
  return usable ? fingerprint : null;
}

/** Of alerts from before Alertmanager told it; null without labels to compute it from. */
function computed(alert: JsonObject): string | null {
  const labels = ownField(alert, 'labels');
  if (!isJsonObject(labels) || notTexts(alert, 'labels', true) !== null || unsafeText(labels) !== null) return null;
  return fingerprintOf(labels as Readonly<Record<string, string>>);
}

function defectOf(alert: Json, record: string | null): string | null {
  if (!isJsonObject(alert)) return 'an alert is not a JSON object';
  const unsafe = unsafeText(alert, 'alert');
  if (unsafe !== null) return unsafe;
  const bad = notTexts(alert, 'labels', true) ?? notTexts(alert, 'annotations', false);
  if (bad !== null) return bad;
  return record === null ? 'fingerprint is not a text of 1 to 200 characters' : null;
}

function notTexts(alert: JsonObject, field: string, required: boolean): string | null {
  const texts = ownField(alert, field);
  if (texts === undefined || texts === null) return required ? `${field} is missing` : null;
  if (!isJsonObject(texts)) return `${field} is not a JSON object`;
  const bad = Object.entries(texts).find(([, value]) => typeof value !== 'string');
  return bad === undefined ? null : `${field}.${bad[0]} is ${shown(bad[1])}, a text was expected`;
}

/** Fields of the post that can't be kept are left out and named; they must not cost the alerts of the group. */
function groupOf(post: JsonObject): Group {
  const fields: Record<string, Json> = {};
  const leftOut: string[] = [];
  for (const field of ['receiver', 'groupKey', 'groupLabels', 'externalURL', 'truncatedAlerts']) {
    const value = ownField(post, field);
    if (value === undefined) continue;
    if (unsafeText(value) === null) fields[field] = value;
    else leftOut.push(field);
  }
  const truncated = ownField(post, 'truncatedAlerts');
  const attributes: Record<string, string> = {};
  if (typeof truncated === 'number' && truncated > 0) attributes.truncated = String(truncated);
  if (leftOut.length > 0) attributes.leftOut = leftOut.join(', ');
  return { fields, attributes };
}

function broken(
  defect: string,
  body: Buffer,
  record: string | null = null,
  attributes: Readonly<Record<string, string>> = {},
): SourceEvent {
  if (body.length <= MAX_EVENT_BYTES) return event(record, body, attributes, defect);
  const cutBody = body.subarray(0, MAX_EVENT_BYTES);
  return event(record, cutBody, { ...attributes, bodyBytes: String(body.length) }, `${defect} (kept: the first ${MAX_EVENT_BYTES} bytes)`);
}

/** Alertmanager sends neither an event id nor a version: raw coordinates identify the event, the raw offset orders it. */
function event(record: string | null, body: Buffer, attributes: Readonly<Record<string, string>>, defect: string | null): SourceEvent {
  return { format: FORMAT, record, eventId: null, version: null, body, contentType: 'application/json', attributes, defect };
}

function shown(value: Json | undefined): string {
  if (value === undefined) return 'missing';
  return JSON.stringify(value).slice(0, 60);
}
