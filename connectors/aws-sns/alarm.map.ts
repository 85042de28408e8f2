/** Alarms of CloudWatch -> canonical events: as CloudWatch posts them, and as EventBridge tells of them. */
import { EVENT_STATUSES, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';
import { settings as schema } from './settings.ts';

/** INSUFFICIENT_DATA says neither: a person has to, in valueMaps.status. */
const STATUS = { ALARM: 'firing', OK: 'resolved' } as const;

function severityPath(settings: unknown): string {
  const parsed = schema.safeParse(settings);
  return parsed.success ? parsed.data.severityFrom : 'NewStateValue';
}

/** The dimensions of the metric (of the first that has some), which say what is watched. */
function dimensionsOf(read: SourceReader): Record<string, string> {
  const paths = [
    'Trigger.Dimensions',
    ...read.list('Trigger.Metrics').map((_metric, at) => `Trigger.Metrics.${at}.MetricStat.Metric.Dimensions`),
  ];
  const path = paths.find((one) => read.list(one).length > 0);
  if (path === undefined) return {};
  const pairs = read.list(path).map((_dimension, at) => [read.text(`${path}.${at}.name`), read.text(`${path}.${at}.value`)]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => pair[0] !== null && pair[1] !== null));
}

function resourceOf(dimensions: Readonly<Record<string, string>>): string | null {
  return dimensions.InstanceId ?? Object.values(dimensions)[0] ?? null;
}

export const mapAlarm = sourceMap((read, settings) => {
  const labels = dimensionsOf(read);
  const resource = resourceOf(labels);
  const name = read.needText('AlarmName');
  const at = read.needTime('StateChangeTime');
  const status = read.word('NewStateValue', 'status', EVENT_STATUSES, STATUS);
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name,
      title: `${name}: ${read.text('NewStateReason') ?? status}`.slice(0, 300).toWellFormed(),
      description: read.text('AlarmDescription'),
      status,
      severity: read.word(severityPath(settings), 'severity', SEVERITIES),
      category: read.text('Trigger.Namespace'),
      resource,
      ciKeys: resource === null ? [] : [`node/${resource}`],
      startedAt: at,
      endedAt: status === 'resolved' ? at : null,
      labels,
      extra: read.extra(
        'AWSAccountId',
        'Region',
        'AlarmArn',
        'OldStateValue',
        'NewStateValue',
        'NewStateReason',
        'Trigger.MetricName',
        'Trigger.ComparisonOperator',
        'Trigger.Threshold',
      ),
    },
  };
});

/** EventBridge names the state `detail.state.value`; severity is read there too. */
export const mapEventBridge = sourceMap((read) => {
  const name = read.needText('detail.alarmName');
  const at = read.needTime('detail.state.timestamp');
  const status = read.word('detail.state.value', 'status', EVENT_STATUSES, STATUS);
  const labels = read.texts('detail.configuration.metrics.0.metricStat.metric.dimensions');
  const resource = resourceOf(labels);
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name,
      title: `${name}: ${read.text('detail.state.reason') ?? status}`.slice(0, 300).toWellFormed(),
      description: read.text('detail.configuration.description'),
      status,
      severity: read.word('detail.state.value', 'severity', SEVERITIES),
      category: read.text('detail.configuration.metrics.0.metricStat.metric.namespace'),
      resource,
      ciKeys: resource === null ? [] : [`node/${resource}`],
      startedAt: at,
      endedAt: status === 'resolved' ? at : null,
      labels,
      extra: read.extra('account', 'region', 'detail.previousState.value', 'detail.state.value'),
    },
  };
});
