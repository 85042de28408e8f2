/** An issue -> canonical incident. */
import { isJsonObject, openIncident, ownField, PRIORITIES, type SourceReader, sourceMap, TICKET_STATUSES } from '#libs/connector-kit';

function labelsOf(read: SourceReader): readonly string[] {
  return read.list('issue.labels').flatMap((label) => (isJsonObject(label) ? [String(ownField(label, 'name'))] : []));
}

/** The first label that the map of priorities knows; no label there is no priority. */
function priorityOf(read: SourceReader, labels: readonly string[]) {
  const known = labels.find((label) => read.knows('priority', label));
  return known === undefined ? null : read.wordOf(known, 'issue.labels', 'priority', PRIORITIES);
}

export const mapIssue = sourceMap((read) => {
  const labels = labelsOf(read);
  const repository = read.needText('repository.full_name');
  const status = read.word('issue.state', 'status', TICKET_STATUSES, { open: 'new', closed: 'closed' });
  const updatedAt = read.needTime('issue.updated_at');
  return {
    model: 'incident',
    occurredAt: updatedAt,
    deleted: ['deleted', 'transferred'].includes(read.text('action') ?? ''),
    value: {
      ...openIncident,
      number: `${repository}#${read.needText('issue.number')}`,
      title: read.needText('issue.title'),
      description: read.text('issue.body'),
      status,
      priority: priorityOf(read, labels),
      service: read.text('repository.name'),
      assignee: read.text('issue.assignee.login'),
      requester: read.text('issue.user.login'),
      openedAt: read.needTime('issue.created_at'),
      updatedAt,
      closedAt: status === 'closed' ? read.needTime('issue.closed_at') : null,
      resolutionCode: read.text('issue.state_reason'),
      links: read.links(['source', 'Issue', 'issue.html_url']),
      extra: { ...read.extra('action', 'sender.login', 'issue.milestone.title'), labels: labels.join(', ') },
    },
  };
});
