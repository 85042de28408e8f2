/** A notification about a host or a service -> canonical event. What counts is the state, whatever kind the notification is of. */
import { EVENT_STATUSES, openEvent, SEVERITIES, sourceMap } from '#libs/connector-kit';

const STATUS = {
  OK: 'resolved',
  UP: 'resolved',
  WARNING: 'firing',
  CRITICAL: 'firing',
  UNKNOWN: 'firing',
  DOWN: 'firing',
  UNREACHABLE: 'firing',
} as const;

export const mapNotification = sourceMap((read) => {
  const host = read.needText('host');
  const check = read.text('service') ?? 'Host check';
  const status = read.word('state', 'status', EVENT_STATUSES, STATUS);
  const at = read.needTime('at', 'seconds');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name: check,
      title: `${check} on ${host} is ${read.text('state')}`,
      description: read.text('output'),
      status,
      severity: read.word('state', 'severity', SEVERITIES),
      category: read.text('service') === null ? 'host' : 'service',
      resource: host,
      ciKeys: [`node/${host}`],
      startedAt: read.needTime('since', 'seconds'),
      endedAt: status === 'resolved' ? at : null,
      labels: { host, check },
      links: read.links(['source', 'Check', 'url'], ['runbook', 'Notes', 'notes']),
      extra: read.extra('type', 'state', 'stateType', 'attempt', 'address', 'author', 'comment', 'problemId'),
    },
  };
});
