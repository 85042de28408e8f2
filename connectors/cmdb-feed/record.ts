import { isJsonObject, ownField, type RequestHeaders, readJson, type SourceEvent, unsafeText } from '#libs/connector-kit';

export const FORMAT = 'cmdb-feed/ci';

/** One record of the topic is one configuration item as JSON. Never throws. */
export function parse(key: string | null, value: Buffer, _headers: RequestHeaders): readonly SourceEvent[] {
  const event = (record: string | null, defect: string | null): readonly SourceEvent[] => [
    { format: FORMAT, record, eventId: null, version: null, body: value, contentType: 'application/json', attributes: {}, defect },
  ];
  const reading = readJson(value);
  if (reading.kind === 'defect') return event(key, reading.defect);
  if (!isJsonObject(reading.value)) return event(key, 'not a CI record: a JSON object was expected');
  const unsafe = unsafeText(reading.value, 'ci');
  if (unsafe !== null) return event(key, unsafe);
  const id = ownField(reading.value, 'id');
  const usable = typeof id === 'string' && id.length > 0 && id.length <= 200;
  return usable ? event(id, null) : event(key, 'id is missing or not a text of 1 to 200 characters');
}
