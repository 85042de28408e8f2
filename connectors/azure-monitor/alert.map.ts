/** Alerts of Azure Monitor -> canonical events. Shapes: learn.microsoft.com, common and non-common alert schema definitions. */
import { EVENT_STATUSES, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';

/** The last name in the id of a resource. */
const lastName = (id: string | null): string | null => id?.split('/').findLast((part) => part !== '') ?? null;

function ciKeysOf(id: string | null): string[] {
  const name = lastName(id);
  return id === null || name === null ? [] : [`azure${id.toLowerCase()}`, `node/${name}`];
}

/** Dimensions of the first criterion that was met. */
function dimensionsOf(read: SourceReader, path: string): Record<string, string> {
  const rows = read.list(path).map((_row, at) => [read.text(`${path}.${at}.name`), read.text(`${path}.${at}.value`)]);
  return Object.fromEntries(rows.filter((row): row is [string, string] => row[0] !== null && row[1] !== null));
}

export const mapCommon = sourceMap((read) => {
  const name = read.needText('essentials.alertRule');
  const target = read.text('essentials.alertTargetIDs.0');
  const status = read.word('essentials.monitorCondition', 'status', EVENT_STATUSES, { Fired: 'firing', Resolved: 'resolved' });
  const startedAt = read.needTime('essentials.firedDateTime');
  const endedAt = status === 'resolved' ? read.needTime('essentials.resolvedDateTime') : null;
  return {
    model: 'event',
    occurredAt: endedAt ?? startedAt,
    value: {
      ...openEvent,
      name,
      title: lastName(target) === null ? name : `${name} on ${lastName(target)}`,
      description: read.text('essentials.description'),
      status,
      severity: read.word('essentials.severity', 'severity', SEVERITIES),
      category: read.text('essentials.signalType'),
      resource: lastName(target),
      ciKeys: ciKeysOf(target),
      startedAt,
      endedAt,
      labels: { ...read.texts('customProperties'), ...dimensionsOf(read, 'alertContext.condition.allOf.0.dimensions') },
      links: read.links(['source', 'Alert', 'essentials.investigationLink']),
      extra: read.extra(
        'essentials.monitoringService',
        'essentials.originAlertId',
        'essentials.alertTargetIDs.0',
        'alertContext.condition.allOf.0.metricName',
        'alertContext.condition.allOf.0.metricValue',
        'alertContext.condition.allOf.0.threshold',
      ),
    },
  };
});

/** Both older schemas tell one time, that of the change. */
export const mapClassic = sourceMap((read) => {
  const name = read.needText('context.name');
  const resource = read.text('context.resourceName');
  const status = read.word('status', 'status', EVENT_STATUSES, { Activated: 'firing', Resolved: 'resolved', Deactivated: 'resolved' });
  const at = read.needTime('context.timestamp');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name,
      title: resource === null ? name : `${name} on ${resource}`,
      description: read.text('context.description'),
      status,
      severity: read.word('context.severity', 'severity', SEVERITIES),
      category: read.text('context.conditionType'),
      resource,
      ciKeys: ciKeysOf(read.text('context.resourceId')),
      startedAt: at,
      endedAt: status === 'resolved' ? at : null,
      labels: { ...read.texts('properties'), ...dimensionsOf(read, 'context.condition.allOf.0.dimensions') },
      links: read.links(['source', 'Resource', 'context.portalLink']),
      extra: read.extra(
        'context.resourceGroupName',
        'context.resourceType',
        'context.resourceId',
        'context.condition.metricName',
        'context.condition.metricValue',
        'context.condition.threshold',
      ),
    },
  };
});
