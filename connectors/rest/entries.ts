/** Entries of a webhook or of a list -> source events: which model each is of, its id, its version. Never throws. */
import { isJsonObject, type Json, type RequestHeaders, readJson, readXml, type SourceEvent, unsafeText } from '#libs/connector-kit';
import { objectIn } from './canonical.ts';
import { holds } from './condition.ts';
import { MODELS, type ModelName } from './models.ts';
import { readAt } from './path.ts';
import type { ReceiveSettings, WebhookSettings } from './settings/receive.ts';
import type { Settings } from './settings.ts';
import { asText } from './template.ts';
import { readTime } from './time.ts';

export type Way = 'webhook' | 'poll';

export const formatOf = (model: ModelName, way: Way): string => `rest/${model}/${way}`;

/** Kafka refuses records beyond 1 MiB unless told otherwise. */
const MAX_EVENT_BYTES = 900_000;
const MAX_ENTRIES = 10_000;
const MAX_ID = 200;

export function broken(format: string, defect: string, body: Buffer, record: string | null = null): SourceEvent {
  const kept = body.subarray(0, MAX_EVENT_BYTES);
  return { format, record, eventId: null, version: null, body: kept, contentType: 'application/octet-stream', attributes: {}, defect };
}

function idOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  return text !== '' && text.length <= MAX_ID && text.isWellFormed() ? text : null;
}

function versionOf(given: ReceiveSettings, record: unknown, zone: string): number | null {
  if (given.version === undefined) return null;
  if (typeof given.version !== 'string') return readTime(readAt(record, given.version.path), given.version.time, zone);
  const text = asText(readAt(record, given.version)) ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function eventIdOf(given: ReceiveSettings, way: Way, entry: unknown, headers: RequestHeaders): string | null {
  const place = way === 'webhook' ? given.webhook?.eventId : undefined;
  if (place === undefined) return null;
  return idOf(typeof place === 'string' ? readAt(entry, place) : headers[place.header]);
}

/** One entry as an event of the first model that takes it; null when none does, which is no defect. */
export function eventOf(settings: Settings, way: Way, entry: unknown, headers: RequestHeaders): SourceEvent | null {
  const body = Buffer.from(JSON.stringify(entry) ?? 'null');
  const takes = (one: ReceiveSettings | undefined): boolean => one?.[way]?.only.every((condition) => holds(condition, entry)) === true;
  const model = MODELS.find((name) => takes(settings.receive[name]));
  const given = model === undefined ? undefined : settings.receive[model];
  if (model === undefined || given === undefined) return null;
  const format = formatOf(model, way);
  const record = objectIn(entry, given[way]);
  const id = idOf(readAt(record, given.record));
  if (id === null) return broken(format, `the entry has no id at ${given.record}`, body);
  const unsafe = unsafeText(entry as Json);
  if (unsafe !== null) return broken(format, unsafe, body, id);
  if (body.length > MAX_EVENT_BYTES)
    return broken(format, `the entry takes ${body.length} bytes, at most ${MAX_EVENT_BYTES} are taken`, body, id);
  const version = versionOf(given, record, settings.timezone);
  if (given.version !== undefined && version === null) return broken(format, 'the version is missing or no number that can grow', body, id);
  const eventId = eventIdOf(given, way, entry, headers);
  return { format, record: id, eventId, version, body, contentType: 'application/json', attributes: {}, defect: null };
}

type Read = { readonly value: unknown } | { readonly defect: string };

function readBody({ format }: WebhookSettings, body: Buffer): Read {
  if (format === 'form') return { value: Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  const reading = format === 'xml' ? readXml(body.toString('utf8')) : readJson(body);
  return reading.kind === 'value' ? { value: reading.value } : { defect: reading.defect };
}

function entriesIn({ items }: WebhookSettings, value: unknown): readonly unknown[] | null {
  const found = items === undefined ? value : readAt(value, items);
  if (Array.isArray(found)) return found.length > MAX_ENTRIES ? null : found;
  return isJsonObject(found as Json) ? [found] : null;
}

/** Cuts a webhook. What can't be understood becomes one event with a defect; entries that no model takes give none. */
export function webhookEvents(settings: Settings, headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  const { webhook } = settings;
  const format = 'rest/webhook';
  if (webhook === undefined) return [broken(format, 'this system takes no webhooks: settings.webhook is not set', body)];
  const read = readBody(webhook, body);
  if ('defect' in read) return [broken(format, read.defect, body)];
  const entries = entriesIn(webhook, read.value);
  if (entries === null) return [broken(format, `no entries at ${webhook.items ?? 'the root'}, or more than ${MAX_ENTRIES}`, body)];
  return entries.flatMap((entry) => {
    if (!isJsonObject(entry as Json)) return [broken(format, 'an entry is no object', body)];
    return eventOf(settings, 'webhook', entry, headers) ?? [];
  });
}
