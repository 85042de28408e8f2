import { isJsonObject, type JsonObject, ownField, type RequestHeaders, readJson, type SourceEvent, unsafeText } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export const FORMAT = 'itsm-audit-log/row';

/** One record of the topic is one row of the audit log: a JSON object of texts, named by column. Never throws. */
export function parse(key: string | null, value: Buffer, _headers: RequestHeaders, settings: Settings): readonly SourceEvent[] {
  const attributes = { timezone: settings.timezone };
  const event = (record: string | null, version: number | null, defect: string | null): readonly SourceEvent[] => [
    { format: FORMAT, record, eventId: null, version, body: value, contentType: 'application/json', attributes, defect },
  ];
  const reading = readJson(value);
  if (reading.kind === 'defect') return event(key, null, reading.defect);
  if (!isJsonObject(reading.value)) return event(key, null, 'not an audit row: a JSON object was expected');
  const row = reading.value;
  const record = recordOf(row) ?? key;
  const version = versionOf(row);
  return event(record, version, defectOf(row, version));
}

function recordOf(row: JsonObject): string | null {
  const number = ownField(row, 'number');
  return typeof number === 'string' && /^\S{1,100}$/.test(number) && number.isWellFormed() ? number : null;
}

/** sys_mod_count rises with every change of a record, so it is the source's own version. */
function versionOf(row: JsonObject): number | null {
  const count = ownField(row, 'sys_mod_count');
  return typeof count === 'string' && /^\d{1,15}$/.test(count) ? Number(count) : null;
}

function defectOf(row: JsonObject, version: number | null): string | null {
  const unsafe = unsafeText(row, 'row');
  if (unsafe !== null) return unsafe;
  const odd = Object.entries(row).find(([, value]) => typeof value !== 'string');
  if (odd !== undefined) return `${odd[0]} is ${JSON.stringify(odd[1]).slice(0, 60)}, a text was expected`;
  if (recordOf(row) === null) return 'number is missing or not an incident number';
  return version === null ? 'sys_mod_count is missing or not a whole number' : null;
}
