/** Calls of unified alerting (many alerts each) and of legacy alerting (one rule each), told apart by what they hold. */
import {
  cutObject,
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
import type { Settings } from './settings.ts';

export const UNIFIED = 'grafana/unified';
export const LEGACY = 'grafana/legacy';

/** Of the call, beside each alert. */
const GROUP_FIELDS = ['receiver', 'orgId', 'groupKey', 'externalURL', 'truncatedAlerts'] as const;

function unified(call: JsonObject, body: Buffer, { maxAlerts }: Settings): readonly SourceEvent[] {
  const alerts = ownField(call, 'alerts');
  const parked = (defect: string): readonly SourceEvent[] => [parkedEvent({ format: UNIFIED, record: null }, defect, body)];
  if (!Array.isArray(alerts) || alerts.length === 0) return parked('alerts is no list, or empty');
  if (alerts.length > maxAlerts) return parked(`${alerts.length} alerts in one call, at most ${maxAlerts} are taken`);
  const group = Object.fromEntries(GROUP_FIELDS.flatMap((name) => (Object.hasOwn(call, name) ? [[name, call[name] as Json]] : [])));
  const truncated = Number(ownField(call, 'truncatedAlerts') ?? 0);
  const attributes: Record<string, string> = truncated > 0 ? { truncated: String(truncated) } : {};
  return alerts.map((alert: Json) => {
    const record = isJsonObject(alert) ? idOf(ownField(alert, 'fingerprint')) : null;
    return sourceEvent({ format: UNIFIED, record, attributes }, { alert, ...group }, 'fingerprint');
  });
}

/** A rule is named by its organisation and its id there. */
function legacy(call: JsonObject): readonly SourceEvent[] {
  const rule = idOf(ownField(call, 'ruleId'));
  const org = idOf(ownField(call, 'orgId'));
  return [sourceEvent({ format: LEGACY, record: rule === null ? null : ['rule', org, rule].filter(Boolean).join('/') }, call, 'ruleId')];
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer, settings: Settings): readonly SourceEvent[] {
  return cutObject(UNIFIED, body, (call) => {
    if (Object.hasOwn(call, 'alerts')) return unified(call, body, settings);
    if (Object.hasOwn(call, 'ruleId')) return legacy(call);
    const defect = 'neither a call of unified alerting (alerts) nor of legacy alerting (ruleId)';
    return [parkedEvent({ format: UNIFIED, record: null }, defect, body)];
  });
}
