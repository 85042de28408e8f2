/** Alerts of both kinds of alerting -> canonical events. Shapes: formats.md, Grafana alerting webhook. */
import { EVENT_STATUSES, isZeroTime, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';
import { settings as schema } from './settings.ts';

/** Annotations that have a field of their own in the canonical event. */
const PLACED = new Set(['summary', 'description', 'runbook_url']);

function severityLabelOf(settings: unknown): string {
  const parsed = schema.safeParse(settings);
  return parsed.success ? parsed.data.severityLabel : 'severity';
}

function timesOf(read: SourceReader, isFiring: boolean): { readonly startedAt: number; readonly endedAt: number | null } {
  const startedAt = read.needTime('alert.startsAt');
  if (isFiring) return { startedAt, endedAt: null };
  if (isZeroTime(read.text('alert.endsAt') ?? '')) read.reject('invalid-value', 'alert.endsAt', 'The alert is resolved, but has no end.');
  return { startedAt, endedAt: read.needTime('alert.endsAt') };
}

/** A node is itself the thing that ails; everything else is looked up as the service of its cluster and namespace. */
function ciKeysOf(labels: Readonly<Record<string, string>>): string[] {
  if (labels.node) return [`node/${labels.node}`];
  return labels.cluster && labels.namespace ? [`service/${labels.cluster}/${labels.namespace}`] : [];
}

function prefixed(prefix: string, texts: Readonly<Record<string, string>>, left: ReadonlySet<string> = new Set()): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).flatMap(([name, text]) => (left.has(name) ? [] : [[`${prefix}.${name}`, text]])));
}

export const mapUnified = sourceMap((read, settings) => {
  const label = severityLabelOf(settings);
  const labels = read.texts('alert.labels');
  const annotations = read.texts('alert.annotations');
  const name = read.needText('alert.labels.alertname');
  const status = read.word('alert.status', 'status', EVENT_STATUSES, { firing: 'firing', resolved: 'resolved' });
  const times = timesOf(read, status === 'firing');
  return {
    model: 'event',
    occurredAt: times.endedAt ?? times.startedAt,
    value: {
      ...openEvent,
      ...times,
      name,
      title: annotations.summary || name,
      description: annotations.description || null,
      status,
      severity: read.wordOf(labels[label] || null, `labels.${label}`, 'severity', SEVERITIES),
      category: labels.grafana_folder || null,
      service: labels.service || labels.namespace || null,
      resource: labels.pod || labels.instance || labels.node || null,
      ciKeys: ciKeysOf(labels),
      labels,
      links: read.links(
        ['source', 'Rule', 'alert.generatorURL'],
        ['runbook', 'Runbook', 'alert.annotations.runbook_url'],
        ['dashboard', 'Dashboard', 'alert.dashboardURL'],
        ['dashboard', 'Panel', 'alert.panelURL'],
        ['silence', 'Silence', 'alert.silenceURL'],
      ),
      extra: {
        ...prefixed('annotations', annotations, PLACED),
        ...prefixed('values', read.texts('alert.values')),
        ...read.extra('receiver', 'orgId', 'truncatedAlerts'),
      },
    },
  };
});

/** Legacy calls tell no time: it is the time of arrival, and `extra.timeFrom` says so. */
export const mapLegacy = sourceMap((read, settings) => {
  const label = severityLabelOf(settings);
  const labels = read.texts('tags');
  const arrived = Number(read.attributes.receivedAt ?? Number.NaN);
  if (Number.isNaN(arrived))
    read.reject('missing-field', 'receivedAt', 'Legacy alerting tells no time, and the time of arrival is not known.');
  const status = read.word('state', 'status', EVENT_STATUSES, { alerting: 'firing', ok: 'resolved' });
  return {
    model: 'event',
    occurredAt: arrived,
    value: {
      ...openEvent,
      name: read.needText('ruleName'),
      title: read.needText('title'),
      description: read.text('message'),
      status,
      severity: read.wordOf(labels[label] || null, `tags.${label}`, 'severity', SEVERITIES),
      service: labels.service || null,
      resource: labels.instance || labels.host || null,
      startedAt: arrived,
      endedAt: status === 'resolved' ? arrived : null,
      labels,
      links: read.links(['source', 'Rule', 'ruleUrl'], ['image', 'Graph', 'imageUrl']),
      extra: {
        ...read.extra('ruleId', 'orgId', 'dashboardId', 'panelId'),
        timeFrom: 'arrival',
        ...Object.fromEntries(
          read
            .list('evalMatches')
            .map((_match, at) => [
              `evalMatches.${at}`,
              `${read.text(`evalMatches.${at}.metric`)} = ${read.text(`evalMatches.${at}.value`)}`,
            ]),
        ),
      },
    },
  };
});
