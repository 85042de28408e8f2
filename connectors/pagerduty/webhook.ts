/** Webhooks v3, and v2 before it, -> source events. Only events that carry the incident itself are taken; notes, tasks and services are not. */
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
import { eventOfMessage } from './webhook-v2.ts';

export const FORMAT = 'pagerduty/webhook-v3';

/** Kafka refuses records beyond 1 MiB unless told otherwise. */
const MAX_EVENT_BYTES = 900_000;

function event(
  record: string | null,
  eventId: string | null,
  body: Buffer,
  attributes: Readonly<Record<string, string>>,
  defect: string | null,
): SourceEvent {
  return { format: FORMAT, record, eventId, version: null, body, contentType: 'application/json', attributes, defect };
}

function broken(defect: string, body: Buffer, record: string | null = null): SourceEvent {
  return event(record, null, body.subarray(0, MAX_EVENT_BYTES), {}, defect);
}

function textField(value: JsonObject, name: string): string | null {
  const field = ownField(value, name);
  return typeof field === 'string' && field.length > 0 && field.length <= 200 && field.isWellFormed() ? field : null;
}

/** Who acted, beside the event: a filter against echoes needs it without reading the body. */
function agentOf(given: JsonObject): Readonly<Record<string, string>> {
  const agent = ownField(given, 'agent');
  const id = isJsonObject(agent) ? textField(agent, 'id') : null;
  return id === null ? {} : { agent: id };
}

/** More messages than a call of v2 ever held. */
const MOST_MESSAGES = 1_000;

/** Never throws. Known events without an incident's state (notes, tasks, services, the test ping) give none. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  const reading = readJson(body);
  if (reading.kind === 'defect') return [broken(reading.defect, body)];
  const call = isJsonObject(reading.value) ? reading.value : {};
  const messages = ownField(call, 'messages');
  if (!Array.isArray(messages) || messages.length === 0) return cut(ownField(call, 'event'), body);
  if (messages.length > MOST_MESSAGES) return [broken(`${messages.length} messages in one call, at most ${MOST_MESSAGES} are taken`, body)];
  return messages.flatMap((message: Json) => cut(eventOfMessage(message) ?? undefined, Buffer.from(JSON.stringify(message))));
}

function cut(given: Json | undefined, body: Buffer): readonly SourceEvent[] {
  if (!isJsonObject(given)) return [broken('not a webhook v3 (event) or v2 (messages with an incident)', body)];
  const type = textField(given, 'event_type');
  const data = ownField(given, 'data');
  if (type === null || !isJsonObject(data)) return [broken('the event has no event_type or no data', body)];
  if (ownField(data, 'type') !== 'incident') return [];
  const record = textField(data, 'id');
  const id = textField(given, 'id');
  const unsafe = unsafeText(given, 'event');
  if (unsafe !== null) return [broken(unsafe, body, record)];
  if (record === null || id === null) return [broken('the event or its incident has no id', body, record)];
  const kept = Buffer.from(JSON.stringify(given));
  if (kept.length > MAX_EVENT_BYTES)
    return [broken(`the event takes ${kept.length} bytes, at most ${MAX_EVENT_BYTES} are taken`, kept, record)];
  return [event(record, id, kept, { eventType: type, ...agentOf(given) }, null)];
}
