/** Calls that follow the template of this connector's page: Datadog has no format of its own (formats.md). */
import {
  cutObject,
  idOf,
  type Json,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';

export const FORMAT = 'datadog/template-1';
const TEMPLATE = 'junctor/datadog/1';

/** A variable that Datadog does not know here stays as it was written, or becomes the text null. */
function isFilled(value: Json): boolean {
  return value !== '' && value !== 'null' && !(typeof value === 'string' && /^\$[A-Z_]+$/.test(value));
}

function cut(call: JsonObject, body: Buffer): SourceEvent {
  if (ownField(call, 'template') !== TEMPLATE) {
    const defect = `"template" is not "${TEMPLATE}": paste the payload of the connector's page into the webhook of Datadog`;
    return parkedEvent({ format: FORMAT, record: null }, defect, body);
  }
  const told = Object.fromEntries(Object.entries(call).filter(([, value]) => isFilled(value)));
  const at = ownField(told, 'at');
  const version = /^\d{13}$/.test(String(at)) ? Number(at) : null;
  return sourceEvent(
    { format: FORMAT, record: idOf(ownField(told, 'cycle')), eventId: idOf(ownField(told, 'id')), version },
    told,
    'cycle ($ALERT_CYCLE_KEY)',
  );
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  return cutObject(FORMAT, body, (call) => [cut(call, body)]);
}
