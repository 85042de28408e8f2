/** What an event must hold (formats.md, PagerDuty Events API v2); a refusal is {status, message, errors}, 400. */
import { type Answer, type JsonRecord, json, recordOf } from '#simulators/kit';

export type Action = 'trigger' | 'acknowledge' | 'resolve';

export interface Ingested {
  readonly routingKey: string;
  readonly action: Action;
  /** null: a trigger that always opens. */
  readonly dedupKey: string | null;
  readonly payload: JsonRecord;
}

export const MAX_EVENT_BYTES = 512 * 1024;
const ACTIONS: readonly Action[] = ['trigger', 'acknowledge', 'resolve'];
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

export function invalid(errors: readonly string[]): Answer {
  return json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
}

function payloadErrors(payload: JsonRecord): string[] {
  const errors: string[] = [];
  if (typeof payload.summary !== 'string' || payload.summary === '') errors.push("'payload.summary' is missing or blank");
  else if (payload.summary.length > 1_024) errors.push("'payload.summary' is too long (maximum is 1024 characters)");
  if (typeof payload.source !== 'string' || payload.source === '') errors.push("'payload.source' is missing or blank");
  if (!SEVERITIES.includes(String(payload.severity)))
    errors.push(`'payload.severity' is invalid (must be one of ${SEVERITIES.join(', ')})`);
  return errors;
}

/** The event, or the refusal. */
export function readEvent(body: JsonRecord | null, routingKeys: readonly string[]): Ingested | Answer {
  if (body === null) return invalid(['JSON cannot be parsed']);
  const { routing_key: routingKey, event_action: given, dedup_key: dedupKey } = body;
  const action = ACTIONS.find((known) => known === given);
  const errors: string[] = [];
  if (typeof routingKey !== 'string' || routingKey.length !== 32)
    errors.push("'routing_key' is missing or invalid (must be 32 characters)");
  else if (!routingKeys.includes(routingKey)) errors.push("'routing_key' does not belong to an integration");
  if (action === undefined) errors.push("'event_action' is missing or invalid");
  if (dedupKey !== undefined && (typeof dedupKey !== 'string' || dedupKey.length > 255))
    errors.push("'dedup_key' is too long (maximum is 255 characters)");
  if ((action === 'acknowledge' || action === 'resolve') && (dedupKey === undefined || dedupKey === ''))
    errors.push("'dedup_key' is missing");
  const payload = recordOf(body.payload);
  if (action === 'trigger') errors.push(...payloadErrors(payload));
  if (errors.length > 0 || action === undefined || typeof routingKey !== 'string') return invalid(errors);
  return { routingKey, action, dedupKey: typeof dedupKey === 'string' && dedupKey !== '' ? dedupKey : null, payload };
}
