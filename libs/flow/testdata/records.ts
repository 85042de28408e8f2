import type { CiContext, Contribution, Event, Incident, Meta } from '#libs/model';

const meta: Meta = {
  id: '7c9e6679-7425-50de-944b-e07fc1f90ae7', system: 'prometheus', record: 'fd8b17506ca7a521', version: 7, versionOrigin: 'raw', eventId: null,
  digest: 'd1', occurredAt: 1_763_767_563_000, receivedAt: 1_763_767_564_000, revision: 'r1', deleted: false,
};

export const ci: CiContext = {
  key: 'service/eu-north-1/hr-portal', name: 'HR portal', ciClass: 'service', criticality: 'operational', environment: 'production',
  owner: 'hr', supportGroup: 'HR Applications', service: 'Human resources', ageMs: 1200,
};

export function event(change: Partial<Event> = {}, item: CiContext | null = ci): Event {
  return {
    meta, name: 'KubePodCrashLooping', title: 'Kube Pod Crash Looping', description: 'Pod hr-portal-web-1 restarts again and again.', status: 'firing',
    severity: 'medium', category: null, service: null, resource: 'hr-portal-web-1', ciKeys: ['service/eu-north-1/hr-portal'],
    startedAt: 1_763_767_563_000, endedAt: null, links: [], extra: {},
    labels: { alertname: 'KubePodCrashLooping', cluster: 'eu-north-1', namespace: 'hr-portal', pod: 'hr-portal-web-1', severity: 'warning' },
    context: { ci: item, changes: [], problems: [], users: [], missing: [], degraded: item === null, assembledAt: 1_763_767_564_100 },
    ...change,
  };
}

export function incident(change: Partial<Incident> = {}): Incident {
  return {
    meta: { ...meta, system: 'itsm-audit', record: 'INC0000045' }, number: 'INC0000045', title: 'Category 55', description: null, status: 'new',
    holdReason: null, priority: 'moderate', impact: 'medium', urgency: 'medium', category: 'Category 55', subcategory: 'Subcategory 170',
    service: null, ci: null, ciKeys: [], assignee: null, group: 'Group 56', requester: 'Caller 2403', comments: [], openedAt: 1_456_708_560_000,
    updatedAt: 1_456_708_980_000, resolvedAt: null, closedAt: null, resolutionCode: null, resolutionNotes: null, links: [], context: null, extra: {},
    ...change,
  };
}

/** A contribution of alert `record` to one case. */
export function alert(record: string, version: number, change: Partial<Contribution> = {}): Contribution {
  const want = {
    ticket: { title: `cause seen by ${record}`, description: 'text' }, line: `line of ${record}`, open: { status: 'new' },
    reopen: { status: 'in_progress' }, resolved: { status: 'resolved', resolutionCode: 'Solved', resolutionNotes: 'gone' }, reopenWithinMs: 1_800_000,
  };
  return {
    id: `id-${record}-${version}`, messageId: `m-${record}-${version}`, flow: 'f', pattern: 'event-to-incident', revision: 'r', targetSystem: 'servicenow',
    targetKey: 'k', targetModel: 'incident', system: 'prometheus', record, version, digest: `${record}-${version}`, occurredAt: version * 1000,
    phase: 'active', rank: 2, want: JSON.stringify(want), explanation: [], ...change,
  };
}
