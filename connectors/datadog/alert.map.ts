/** An alert as the template tells it -> canonical event. Words of $ALERT_TRANSITION: docs.datadoghq.com/integrations/webhooks. */
import { EVENT_STATUSES, openEvent, SEVERITIES, sourceMap } from '#libs/connector-kit';

const STATUS = {
  Triggered: 'firing',
  'Re-Triggered': 'firing',
  Warn: 'firing',
  'Re-Warn': 'firing',
  'No Data': 'firing',
  'Re-No Data': 'firing',
  Renotify: 'firing',
  Recovered: 'resolved',
} as const;

/** `team:shop,env:prod,alone` -> by name; a tag without a value is its own name. */
function tagsOf(text: string | null): Record<string, string> {
  const tags = (text ?? '').split(',').flatMap((tag) => (tag.trim() === '' ? [] : [tag.trim()]));
  return Object.fromEntries(
    tags.map((tag) => (tag.includes(':') ? [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)] : [tag, ''])),
  );
}

export const mapAlert = sourceMap((read) => {
  const labels = { ...tagsOf(read.text('tags')), ...tagsOf(read.text('scope')) };
  const status = read.word('transition', 'status', EVENT_STATUSES, STATUS);
  const host = read.text('host') ?? labels.host ?? null;
  const at = read.needTime('at', 'millis');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name: `monitor ${read.needText('monitorId')}`,
      title: read.needText('title'),
      description: read.text('message'),
      status,
      severity: read.word('priority', 'severity', SEVERITIES),
      category: read.text('metric'),
      service: labels.service || null,
      resource: host,
      ciKeys: host === null ? [] : [`node/${host}`],
      startedAt: at,
      endedAt: status === 'resolved' ? at : null,
      labels,
      links: read.links(['source', 'Event', 'link']),
      extra: read.extra('transition', 'type', 'query', 'summary', 'org'),
    },
  };
});
