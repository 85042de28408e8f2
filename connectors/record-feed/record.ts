/** One record of the topic -> one source event. Never throws. */
import { isJsonObject, type RequestHeaders, readJson, type SourceEvent, unsafeText } from '#libs/connector-kit';
import { textAt } from './place.ts';
import type { Settings } from './settings.ts';

export const FORMAT = 'record-feed/v1';

const MAX_ID = 200;

export function parse(key: string | null, value: Buffer, _headers: RequestHeaders, settings: Settings): readonly SourceEvent[] {
  const event = (record: string | null, defect: string | null, more: Partial<SourceEvent> = {}): readonly SourceEvent[] => [
    { format: FORMAT, record, eventId: null, version: null, body: value, contentType: 'application/json', attributes: {}, defect, ...more },
  ];
  const reading = readJson(value);
  if (reading.kind === 'defect') return event(key, reading.defect);
  const given = reading.value;
  if (!isJsonObject(given)) return event(key, `not a record of the model ${settings.model}: a JSON object was expected`);
  const unsafe = unsafeText(given, settings.model);
  if (unsafe !== null) return event(key, unsafe);
  const parts = settings.record.map((path) => textAt(given, path));
  const missing = settings.record[parts.indexOf(null)];
  if (missing !== undefined) return event(key, `${missing} is missing, so the record can't be named`);
  const id = parts.join('/');
  if (id.length > MAX_ID) return event(key, `the id is longer than ${MAX_ID} characters`);
  const version = settings.version === undefined ? null : textAt(given, settings.version);
  if (settings.version !== undefined && (version === null || !/^\d{1,15}$/.test(version)))
    return event(id, `${settings.version} is no whole number that can grow`);
  const eventId = settings.eventId === undefined ? null : textAt(given, settings.eventId);
  return event(id, null, { eventId, version: version === null ? null : Number(version) });
}
