/**
 * Callouts of a business rule -> source events. The rule posts the row that was written, as JSON: each column a text or
 * {value, display_value} (connectors/servicenow/README.md has the rule). An outbound REST message is not sent again when it fails (gk).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import {
  isJsonObject,
  type JsonObject,
  ownField,
  readJson,
  resolveSecret,
  type SourceEvent,
  unsafeText,
  type WebhookSource,
} from '#libs/connector-kit';
import type { TableMap } from './columns.ts';
import type { Settings } from './settings.ts';
import { cellsOf, formatOf } from './source.map.ts';
import { mapOfTable } from './tables.ts';

const MAX_ROW_BYTES = 900_000;
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

interface Told {
  readonly format: string;
  readonly body: Buffer;
  readonly record?: string;
}

function defective(defect: string, { format, body, record }: Told): SourceEvent {
  const kept = { body: body.subarray(0, MAX_ROW_BYTES), contentType: 'application/json', attributes: {}, defect };
  return { format, record: record ?? null, eventId: null, version: null, ...kept };
}

/** A row as a source event; its version is the instance's own count of changes of this record. */
export function rowEvent(map: TableMap, row: JsonObject, attributes: Readonly<Record<string, string>> = {}): SourceEvent {
  const cells = cellsOf(map, row);
  const told = { format: formatOf(map), body: Buffer.from(JSON.stringify(cells)) };
  const record = cells.sys_id?.value ?? '';
  const count = cells.sys_mod_count?.value ?? '';
  if (!/^[0-9a-f]{32}$/.test(record)) return defective('the row has no sys_id of 32 hexadecimal digits', told);
  if (!/^\d{1,9}$/.test(count)) return defective('the row has no sys_mod_count, so that its order is not known', { ...told, record });
  const unsafe = unsafeText(cells as unknown as JsonObject, 'row');
  if (unsafe !== null) return defective(unsafe, { ...told, record });
  if (told.body.length > MAX_ROW_BYTES) return defective(`the row takes ${told.body.length} bytes`, { ...told, record });
  return { ...told, record, eventId: null, version: Number(count), contentType: 'application/json', attributes, defect: null };
}

/** Of which table a row is; of the first table of the settings where it does not say. */
function tableOf(row: JsonObject, { tables }: Settings): string {
  const given = ownField(row, 'sys_class_name');
  const name = isJsonObject(given) ? ownField(given, 'value') : given;
  return typeof name === 'string' && name !== '' ? name : (tables[0] ?? '');
}

function posted(body: Buffer, settings: Settings): SourceEvent {
  const reading = readJson(body);
  const told = { format: 'servicenow/incident', body };
  if (reading.kind === 'defect') return defective(reading.defect, told);
  if (!isJsonObject(reading.value)) return defective('not a row: no JSON object', told);
  const table = tableOf(reading.value, settings);
  const map = mapOfTable(table);
  if (map !== undefined && settings.tables.some((name) => name === table)) return rowEvent(map, reading.value);
  return defective(`a row of ${table.slice(0, 60)}, which is none of settings.tables (${settings.tables.join(', ')})`, told);
}

export const callouts: WebhookSource<Settings> = {
  answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
  comesAgain: false,
  authenticate(headers, _body, settings) {
    if (settings.callouts === undefined) return 'this system takes no callouts: its settings have no callouts.secret';
    const expected = `Bearer ${resolveSecret(settings.callouts.secret)}`;
    return timingSafeEqual(digest(headers.authorization ?? ''), digest(expected)) ? null : 'header authorization is not the one agreed';
  },
  parse: (_headers, body, settings) => [posted(body, settings)],
};
