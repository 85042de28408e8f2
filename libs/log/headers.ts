import type { Headers } from './port.ts';

/** The value of header `name`, whatever its letter case; undefined when absent. */
export function header(headers: Headers, name: string): string | undefined {
  if (Object.hasOwn(headers, name)) return headers[name];
  // Most names asked for are absent, several times a record: only names of the same length are worth lowering.
  const wanted = name.toLowerCase();
  for (const key of Object.keys(headers)) {
    if (key.length === wanted.length && key.toLowerCase() === wanted) return headers[key];
  }
  return undefined;
}

/** The attributes of one event in the CloudEvents 1.0 Kafka binding, binary mode: each travels as a header `ce_<name>`. */
export interface CloudEvent {
  readonly id: string;
  /** URI reference of what produced it. */
  readonly source: string;
  readonly type: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly subject?: string;
  /** Media type of the value, carried as `content-type`. */
  readonly contentType?: string;
}

/** Headers of an event in binary mode. Attributes that are absent leave no header. */
export function cloudEventHeaders(event: CloudEvent): Headers {
  return {
    ce_specversion: '1.0',
    ce_id: event.id,
    ce_source: event.source,
    ce_type: event.type,
    ...(event.time === undefined ? {} : { ce_time: event.time }),
    ...(event.subject === undefined ? {} : { ce_subject: event.subject }),
    ...(event.contentType === undefined ? {} : { 'content-type': event.contentType }),
  };
}

/** The event that `headers` describe, or null when a mandatory attribute (id, source, type, specversion) is missing or empty. */
export function readCloudEvent(headers: Headers): CloudEvent | null {
  const id = header(headers, 'ce_id');
  const source = header(headers, 'ce_source');
  const type = header(headers, 'ce_type');
  if (!id || !source || !type || !header(headers, 'ce_specversion')) return null;
  const time = header(headers, 'ce_time');
  const subject = header(headers, 'ce_subject');
  const contentType = header(headers, 'content-type');
  return {
    id,
    source,
    type,
    ...(time === undefined ? {} : { time }),
    ...(subject === undefined ? {} : { subject }),
    ...(contentType === undefined ? {} : { contentType }),
  };
}
