/** A problem, its updates and its recovery -> canonical event. Numbers: formats.md, Zabbix. */
import { EVENT_STATUSES, isJsonObject, openEvent, ownField, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';

/** Tags by name; values of a tag that stands there twice are joined. */
function tagsOf(read: SourceReader): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const row of read.list('tags')) {
    if (!isJsonObject(row)) continue;
    const [name, value] = [ownField(row, 'tag'), ownField(row, 'value')];
    if (typeof name !== 'string' || typeof value !== 'string') continue;
    tags[name] = Object.hasOwn(tags, name) ? `${tags[name]}, ${value}` : value;
  }
  return tags;
}

export const mapProblem = sourceMap((read) => {
  const host = read.needText('host');
  const name = read.needText('name');
  const labels = tagsOf(read);
  const status = read.word('value', 'status', EVENT_STATUSES, { '1': 'firing', '0': 'resolved' });
  const at = read.needTime('at', 'millis');
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name,
      title: `${name} on ${host}`,
      description: read.text('message'),
      status,
      severity: read.word('severity', 'severity', SEVERITIES),
      category: labels.scope ?? null,
      service: labels.service ?? null,
      resource: host,
      ciKeys: [`node/${host}`],
      startedAt: read.needTime('startedAt', 'millis'),
      endedAt: status === 'resolved' ? at : null,
      labels,
      links: read.links(['source', 'Problem', 'url'], ['runbook', 'Trigger', 'triggerUrl']),
      extra: read.extra('triggerId', 'recoveryId', 'updateStatus', 'updateAction', 'acknowledged', 'operationalData', 'hostName', 'hostIp'),
    },
  };
});
