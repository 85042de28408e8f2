/**
 * Callouts of a business rule -> source events. The rule posts the row that was written, as JSON: each column a text or
 * {value, display_value} (connectors/servicenow/README.md has the rule). An outbound REST message is not sent again when it fails (gk).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import {
  isJsonObject,
  type JsonObject,
  readJson,
  resolveSecret,
  type SourceEvent,
  unsafeText,
  type WebhookSource,
} from '#libs/connector-kit';
import type { Settings } from './settings.ts';
import { cellsOf, FORMAT } from './source.map.ts';

const MAX_ROW_BYTES = 900_000;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

function defective(defect: string, body: Buffer, record: string | null = null): SourceEvent {
  const kept = body.subarray(0, MAX_ROW_BYTES);
  return { format: FORMAT, record, eventId: null, version: null, body: kept, contentType: 'application/json', attributes: {}, defect };
}

/** A row as a source event; its version is the instance's own count of changes of this record. */
export function rowEvent(row: JsonObject, attributes: Readonly<Record<string, string>> = {}): SourceEvent {
  const cells = cellsOf(row);
  const body = Buffer.from(JSON.stringify(cells));
  const record = cells.sys_id?.value ?? '';
  const count = cells.sys_mod_count?.value ?? '';
  if (!/^[0-9a-f]{32}$/.test(record)) return defective('the row has no sys_id of 32 hexadecimal digits', body);
  if (!/^\d{1,9}$/.test(count)) return defective('the row has no sys_mod_count, so that its order is not known', body, record);
  const unsafe = unsafeText(cells as unknown as JsonObject, 'row');
  if (unsafe !== null) return defective(unsafe, body, record);
  if (body.length > MAX_ROW_BYTES) return defective(`the row takes ${body.length} bytes`, body, record);
  return { format: FORMAT, record, eventId: null, version: Number(count), body, contentType: 'application/json', attributes, defect: null };
}

export const callouts: WebhookSource<Settings> = {
  answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
  comesAgain: false,
  authenticate(headers, _body, settings) {
    if (settings.callouts === undefined) return 'this system takes no callouts: its settings have no callouts.secret';
    const expected = `Bearer ${resolveSecret(settings.callouts.secret)}`;
    return timingSafeEqual(digest(headers.authorization ?? ''), digest(expected)) ? null : 'header authorization is not the one agreed';
  },
  parse(_headers, body) {
    const reading = readJson(body);
    if (reading.kind === 'defect') return [defective(reading.defect, body)];
    return [isJsonObject(reading.value) ? rowEvent(reading.value) : defective('not a row: no JSON object', body)];
  },
};
