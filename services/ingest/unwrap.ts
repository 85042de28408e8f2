import { readCloudEvent } from '#libs/log';
import type { Message, SourceValue } from '#libs/stage';

/** What a batch needs besides itself: Avro values decoded by the schemas of whoever wrote them. */
export type DecodeAny = (
  value: Buffer,
) => { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string };

export type Unwrapped =
  | { readonly kind: 'value'; readonly bytes: Buffer; readonly eventId: string | null }
  | { readonly kind: 'defect'; readonly reason: string };

/**
 * A source topic's record as JSON bytes. CloudEvents 1.0 Kafka binding: structured when the content type says so, else
 * binary (ce_ headers, value as it is); (source, id) identifies the event.
 */
export function unwrap(message: Message<SourceValue>, format: 'json' | 'avro' | 'cloudevents', decodeAny: DecodeAny): Unwrapped {
  const { bytes } = message.value;
  if (bytes === null) return { kind: 'defect', reason: 'a tombstone holds no record' };
  if (format === 'avro') return avro(bytes, decodeAny);
  if (format === 'json') return { kind: 'value', bytes, eventId: null };
  const contentType = message.headers['content-type'] ?? '';
  if (contentType.startsWith('application/cloudevents')) return structured(bytes);
  const event = readCloudEvent(message.headers);
  if (!event)
    return {
      kind: 'defect',
      reason: 'neither CloudEvents headers (ce_id, ce_source, ce_type, ce_specversion) nor content type application/cloudevents+json',
    };
  return { kind: 'value', bytes, eventId: `${event.source} ${event.id}` };
}

function avro(bytes: Buffer, decodeAny: DecodeAny): Unwrapped {
  const decoded = decodeAny(bytes);
  if (!decoded.ok) return { kind: 'defect', reason: decoded.message };
  return { kind: 'value', bytes: Buffer.from(JSON.stringify(decoded.value)), eventId: null };
}

function structured(bytes: Buffer): Unwrapped {
  let event: { id?: unknown; source?: unknown; data?: unknown; data_base64?: unknown };
  try {
    event = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    return { kind: 'defect', reason: `structured CloudEvent is not JSON: ${error instanceof Error ? error.message : 'unreadable'}` };
  }
  if (event === null || typeof event !== 'object' || typeof event.id !== 'string' || typeof event.source !== 'string') {
    return { kind: 'defect', reason: 'structured CloudEvent without id and source' };
  }
  const data =
    typeof event.data_base64 === 'string' ? Buffer.from(event.data_base64, 'base64') : Buffer.from(JSON.stringify(event.data ?? null));
  return { kind: 'value', bytes: data, eventId: `${event.source} ${event.id}` };
}
