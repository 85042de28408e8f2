/** Notifications of Nagios and Icinga as the commands of this connector's page send them: a form, or the same names as JSON. */
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

export const FORMAT = 'nagios/notification-1';
const COMMAND = 'junctor/nagios/1';
/** More fields than the commands have are no form of ours. */
const MOST_FIELDS = 100;

function formIn(body: Buffer): Buffer {
  const fields = [...new URLSearchParams(body.toString('utf8'))].slice(0, MOST_FIELDS);
  return Buffer.from(JSON.stringify(Object.fromEntries(fields)));
}

/** A macro that has no value stays as it was written, as in `$SERVICEDESC$`. */
const isFilled = (value: unknown): boolean => value !== '' && !(typeof value === 'string' && /^\$[A-Z_:]+\$$/.test(value));

function cut(call: JsonObject, body: Buffer): SourceEvent {
  if (ownField(call, 'command') !== COMMAND) {
    const defect = `"command" is not "${COMMAND}": use the notification commands of the connector's page`;
    return parkedEvent({ format: FORMAT, record: null }, defect, body);
  }
  const told = Object.fromEntries(Object.entries(call).filter(([, value]) => isFilled(value)));
  const [host, service] = [idOf(ownField(told, 'host')), idOf(ownField(told, 'service'))];
  const record = host === null ? null : idOf(service === null ? host : `${host}/${service}`);
  const at = String(ownField(told, 'at'));
  return sourceEvent({ format: FORMAT, record, version: /^\d{10}$/.test(at) ? Number(at) * 1_000 : null }, told, 'host');
}

/** Never throws. */
export function parse(headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return cutObject(FORMAT, isForm ? formIn(body) : body, (call) => [cut(call, body)]);
}
