/** Alerts of code scanning and Dependabot, the latter in both its events -> canonical events. */
import { EVENT_STATUSES, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';

const STATUS = { open: 'firing', fixed: 'resolved', dismissed: 'resolved', auto_dismissed: 'resolved' } as const;
/** Where the time of the end stands, by state. */
const ENDS: Readonly<Record<string, string>> = { fixed: 'fixed_at', dismissed: 'dismissed_at', auto_dismissed: 'auto_dismissed_at' };

interface Named {
  readonly name: string;
  readonly title: string;
  readonly severity: string;
  readonly resource: string | null;
}

function codeScanning(read: SourceReader): Named {
  const rule = read.needText('alert.rule.id');
  return {
    name: rule,
    title: read.text('alert.rule.description') ?? rule,
    severity: 'alert.rule.severity',
    resource: read.text('alert.most_recent_instance.location.path'),
  };
}

function dependabot(read: SourceReader): Named {
  return {
    name: read.needText('alert.security_advisory.ghsa_id'),
    title: read.needText('alert.security_advisory.summary'),
    severity: 'alert.security_advisory.severity',
    resource: read.text('alert.dependency.package.name'),
  };
}

function vulnerability(read: SourceReader): Named {
  const name = read.needText('alert.ghsa_id');
  const resource = read.needText('alert.affected_package_name');
  return { name, title: `${read.text('alert.external_identifier') ?? name} in ${resource}`, severity: 'alert.severity', resource };
}

const NAMED: Readonly<Record<string, (read: SourceReader) => Named>> = {
  code_scanning_alert: codeScanning,
  dependabot_alert: dependabot,
  repository_vulnerability_alert: vulnerability,
};

export const mapSecurityAlert = sourceMap((read) => {
  const event = read.attributes.event ?? '';
  const named = (NAMED[event] ?? codeScanning)(read);
  const status = read.word('alert.state', 'status', EVENT_STATUSES, STATUS);
  const startedAt = read.needTime('alert.created_at');
  const endedAt = status === 'resolved' ? read.needTime(`alert.${ENDS[read.needText('alert.state')] ?? 'dismissed_at'}`) : null;
  const repository = read.needText('repository.full_name');
  return {
    model: 'event',
    occurredAt: endedAt ?? startedAt,
    value: {
      ...openEvent,
      name: named.name,
      title: `${named.title} (${repository})`,
      description: read.text('alert.security_advisory.description') ?? read.text('alert.rule.full_description'),
      status,
      severity: read.word(named.severity, 'severity', SEVERITIES),
      category: 'security',
      service: read.text('repository.name'),
      resource: named.resource,
      startedAt,
      endedAt,
      labels: { repository, kind: event },
      links: read.links(['source', 'Alert', 'alert.html_url'], ['advisory', 'Advisory', 'alert.external_reference']),
      extra: read.extra('action', 'ref', 'commit_oid', 'alert.number', 'alert.dismissed_reason', 'alert.dismiss_reason', 'alert.tool.name'),
    },
  };
});
