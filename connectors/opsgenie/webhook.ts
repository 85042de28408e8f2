/** Calls of the outgoing webhook integration, one action on one alert each. */
import {
  cutObject,
  idOf,
  isJsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';

export const FORMAT = 'opsgenie/alert-action';

/** `updatedAt` counts nanoseconds, beyond what a number holds: its milliseconds are what is compared. */
export function millisOf(text: string | null): number | null {
  if (text === null || !/^\d{13,19}$/.test(text)) return null;
  return Number(text.length > 16 ? BigInt(text) / 1_000_000n : BigInt(text));
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  return cutObject(FORMAT, body, (call) => {
    const alert = ownField(call, 'alert');
    if (!isJsonObject(alert))
      return [parkedEvent({ format: FORMAT, record: null }, 'the call has no alert: it is no alert action of Opsgenie', body)];
    const version = millisOf(String(ownField(alert, 'updatedAt') ?? ''));
    return [sourceEvent({ format: FORMAT, record: idOf(ownField(alert, 'alertId')), version }, call, 'alert.alertId')];
  });
}
