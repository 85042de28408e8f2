/** CloudEvents over HTTP and from a topic, in binary, structured and batch mode -> source events in structured form. */
import { createHash } from 'node:crypto';
import {
  idOf,
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  readJson,
  type SourceEvent,
  sourceEvent,
  valueAt,
} from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export const FORMAT = 'cloudevents/1.0';
const VERSIONS = ['1.0', '0.3'];
const MOST_IN_A_BATCH = 10_000;

const isJson = (type: string): boolean => /^[\w.-]+\/([\w.-]+\+)?json\b/.test(type);
const parked = (defect: string, body: Buffer): SourceEvent => parkedEvent({ format: FORMAT, record: null }, defect, body);

/** HTTP binding: values are percent-encoded UTF-8. Kafka binding: they are as they are. */
function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a lone % is no encoding
  }
}

/** Attributes in headers: `ce-` over HTTP, `ce_` on a topic. */
function attributesIn(headers: RequestHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => {
      if (value === undefined || !/^ce[-_]/.test(name)) return [];
      return [[name.slice(3), name[2] === '-' ? decoded(value) : value]];
    }),
  );
}

/** Data as JSON where it says so, else as text; bytes that are no text stay in base64. */
function dataOf(bytes: Buffer, type: string): Readonly<Record<string, Json>> | string {
  if (bytes.length === 0) return {};
  if (isJson(type)) {
    const reading = readJson(bytes);
    return reading.kind === 'value'
      ? { data: reading.value }
      : `the data is no JSON, though its type is ${type.slice(0, 60)}: ${reading.defect}`;
  }
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? { data: text } : { data_base64: bytes.toString('base64') };
}

/** (source, id) is what the specification has receivers tell repetitions by. */
function eventIdOf(source: string, id: string): string {
  return idOf(`${source} ${id}`) ?? `sha256/${createHash('sha256').update(`${source} ${id}`).digest('hex')}`;
}

function versionOf(event: JsonObject, { fields }: Settings): number | null {
  const version = fields.version === undefined ? undefined : Number(valueAt(event, fields.version));
  return Number.isSafeInteger(version) ? Number(version) : null;
}

/** One event in structured form. */
function cutEvent(event: Json, settings: Settings, body: Buffer): SourceEvent {
  if (!isJsonObject(event)) return parked('an event is no JSON object', body);
  const [id, source, type, specversion] = ['id', 'source', 'type', 'specversion'].map((name) => ownField(event, name));
  if (typeof specversion !== 'string' || !VERSIONS.includes(specversion))
    return parked(`specversion is ${JSON.stringify(specversion ?? null).slice(0, 60)}, 1.0 or 0.3 was expected: it is no CloudEvent`, body);
  if (typeof id !== 'string' || typeof source !== 'string' || typeof type !== 'string' || [id, source, type].includes(''))
    return parked('id, source or type is missing: it is no CloudEvent', body);
  const inner = ownField(event, 'data_base64');
  const contentType = ownField(event, 'datacontenttype');
  const data = typeof inner === 'string' ? dataOf(Buffer.from(inner, 'base64'), typeof contentType === 'string' ? contentType : '') : {};
  if (typeof data === 'string') return parked(data, body);
  const whole: JsonObject = { ...event, ...data };
  const version = versionOf(whole, settings);
  if (settings.fields.version !== undefined && version === null) return parked(`${settings.fields.version} is no whole number`, body);
  const record = idOf(valueAt(whole, settings.fields.record));
  return sourceEvent({ format: FORMAT, record, eventId: eventIdOf(source, id), version }, whole, settings.fields.record);
}

function structured(body: Buffer, settings: Settings): readonly SourceEvent[] {
  const reading = readJson(body);
  if (reading.kind === 'defect') return [parked(reading.defect, body)];
  const { value } = reading;
  if (!Array.isArray(value)) return [cutEvent(value, settings, body)];
  if (value.length === 0 || value.length > MOST_IN_A_BATCH)
    return [parked(`a batch of ${value.length} events; 1 to ${MOST_IN_A_BATCH} are taken`, body)];
  return value.map((event: Json) => cutEvent(event, settings, Buffer.from(JSON.stringify(event))));
}

function binary(attributes: JsonObject, type: string, body: Buffer, settings: Settings): readonly SourceEvent[] {
  const data = dataOf(body, type);
  if (typeof data === 'string') return [parked(data, body)];
  return [cutEvent({ ...attributes, ...(type !== '' && { datacontenttype: type }), ...data }, settings, body)];
}

/** Never throws. The mode is told by content type and headers, as the bindings have it. */
export function parse(headers: RequestHeaders, body: Buffer, settings: Settings): readonly SourceEvent[] {
  const type = headers['content-type'] ?? '';
  const attributes = attributesIn(headers);
  const isBinary = Object.keys(attributes).length > 0 && !type.startsWith('application/cloudevents');
  return isBinary ? binary(attributes, type, body, settings) : structured(body, settings);
}
