/** Calls of the media type of this connector's page: Zabbix's webhooks are scripts, so the format is ours (formats.md). */
import {
  cutObject,
  idOf,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';

export const FORMAT = 'zabbix/media-type-1';
const MEDIA_TYPE = 'junctor/zabbix/1';

/** A macro that has no value here comes as it was written, as `{EVENT.RECOVERY.ID}` or `*UNKNOWN*`. */
function isFilled(value: unknown): boolean {
  return value !== '' && value !== '*UNKNOWN*' && !(typeof value === 'string' && /^\{[A-Z.]+\}$/.test(value));
}

function cut(call: JsonObject, body: Buffer): SourceEvent {
  if (ownField(call, 'mediaType') !== MEDIA_TYPE) {
    const defect = `"mediaType" is not "${MEDIA_TYPE}": paste the script of the connector's page into a media type of Zabbix`;
    return parkedEvent({ format: FORMAT, record: null }, defect, body);
  }
  const told = Object.fromEntries(Object.entries(call).filter(([, value]) => isFilled(value)));
  const at = String(ownField(told, 'at'));
  return sourceEvent(
    { format: FORMAT, record: idOf(ownField(told, 'eventId')), version: /^\d{13}$/.test(at) ? Number(at) : null },
    told,
    'eventId',
  );
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  return cutObject(FORMAT, body, (call) => [cut(call, body)]);
}
