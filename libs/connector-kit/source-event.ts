/** Source events as `parse` cuts them out of what a sender sent. */
import type { SourceEvent } from './contract.ts';
import { isJsonObject, type Json, type JsonObject, readJson, unsafeText } from './guarded-json.ts';

/** Kafka refuses records beyond 1 MiB unless told otherwise; what is parked is cut to this and says so. */
export const MAX_EVENT_BYTES = 900_000;
const MAX_RECORD_LENGTH = 200;

/** What names an event, beside its body. */
export interface Cut {
  readonly format: string;
  readonly record: string | null;
  readonly eventId?: string | null;
  readonly version?: number | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

function eventOf(cut: Cut, body: Buffer, defect: string | null): SourceEvent {
  const { format, record, eventId = null, version = null, attributes = {} } = cut;
  return { format, record, eventId, version, body, contentType: 'application/json', attributes, defect };
}

/** What is authentic but not understood: kept as it came, with the reason in words. */
export function parkedEvent(cut: Cut, defect: string, body: Buffer): SourceEvent {
  if (body.length <= MAX_EVENT_BYTES) return eventOf(cut, body, defect);
  const attributes = { ...cut.attributes, bodyBytes: String(body.length) };
  return eventOf({ ...cut, attributes }, body.subarray(0, MAX_EVENT_BYTES), `${defect} (kept: the first ${MAX_EVENT_BYTES} bytes)`);
}

/** An event with `value` as its body; parked when it names no record, can't travel unchanged or is too long. */
export function sourceEvent(cut: Cut, value: Json, what = 'record'): SourceEvent {
  const body = Buffer.from(JSON.stringify(value));
  const unsafe = unsafeText(value);
  if (unsafe !== null) return parkedEvent(cut, unsafe, body);
  if (cut.record === null) return parkedEvent(cut, `${what} is missing or not a text of 1 to ${MAX_RECORD_LENGTH} characters`, body);
  if (body.length > MAX_EVENT_BYTES)
    return parkedEvent(cut, `the event takes ${body.length} bytes, at most ${MAX_EVENT_BYTES} are taken`, body);
  return eventOf(cut, body, null);
}

/** A native id that can be a key: a text or a whole number of at most 200 characters; null for anything else. */
export function idOf(value: Json | undefined): string | null {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === 'string' && text !== '' && text.length <= MAX_RECORD_LENGTH && text.isWellFormed() ? text : null;
}

/** Cuts a body that is one JSON object; never throws, since what is none is parked under `format`. */
export function cutObject(format: string, body: Buffer, cut: (value: JsonObject) => readonly SourceEvent[]): readonly SourceEvent[] {
  const reading = readJson(body);
  const parked = (defect: string): readonly SourceEvent[] => [parkedEvent({ format, record: null }, defect, body)];
  if (reading.kind === 'defect') return parked(reading.defect);
  if (!isJsonObject(reading.value)) return parked('a JSON object was expected');
  if (Object.hasOwn(reading.value, '__proto__')) return parked('the body has a key __proto__');
  return cut(reading.value);
}
