/** Calls of an action group in the common alert schema, and in the two older ones of metric alerts, told apart by what they hold. */
import { createHash } from 'node:crypto';
import {
  cutObject,
  epochMillis,
  idOf,
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';

export const COMMON = 'azure/common-alert';
export const CLASSIC = 'azure/classic-metric';

const child = (value: JsonObject, name: string): JsonObject => {
  const field = ownField(value, name);
  return isJsonObject(field) ? field : {};
};

/** Ids of resources grow beyond what a record may be named: those are named by their hash. */
function recordOf(id: Json | undefined): string | null {
  if (typeof id !== 'string') return null;
  return idOf(id) ?? (id === '' ? null : `sha256/${createHash('sha256').update(id).digest('hex')}`);
}

const timeOf = (value: Json | undefined): number | null => (typeof value === 'string' ? epochMillis(value) : null);

function common(data: JsonObject): SourceEvent {
  const essentials = child(data, 'essentials');
  const isResolved = ownField(essentials, 'monitorCondition') === 'Resolved';
  const version = timeOf(ownField(essentials, isResolved ? 'resolvedDateTime' : 'firedDateTime'));
  return sourceEvent({ format: COMMON, record: recordOf(ownField(essentials, 'alertId')), version }, data, 'data.essentials.alertId');
}

/** A rule watches many resources: both name the alert. */
function classic(alert: JsonObject): SourceEvent {
  const context = child(alert, 'context');
  const [rule, resource] = [ownField(context, 'id'), ownField(context, 'resourceId')];
  const record = typeof rule === 'string' && typeof resource === 'string' ? recordOf(`${rule} ${resource}`) : null;
  return sourceEvent(
    { format: CLASSIC, record, version: timeOf(ownField(context, 'timestamp')) },
    alert,
    'context.id or context.resourceId',
  );
}

function cut(call: JsonObject, body: Buffer): SourceEvent {
  const schema = ownField(call, 'schemaId');
  const data = child(call, 'data');
  if (schema === 'azureMonitorCommonAlertSchema') return common(data);
  if (schema === 'AzureMonitorMetricAlert') return classic(data);
  if (schema === undefined && Object.hasOwn(call, 'status') && Object.hasOwn(call, 'context')) return classic(call);
  const what = schema === undefined ? 'no schemaId, and no classic metric alert' : `schemaId is ${JSON.stringify(schema).slice(0, 60)}`;
  return parkedEvent({ format: COMMON, record: null }, `${what}: enable the common alert schema in the action group`, body);
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  return cutObject(COMMON, body, (call) => [cut(call, body)]);
}
