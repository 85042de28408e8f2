/** An event in structured form -> canonical event, by the paths that the system's file gives. */
import { EVENT_STATUSES, openEvent, SEVERITIES, type SourceReader, sourceMap } from '#libs/connector-kit';
import { type Settings, settings as schema } from './settings.ts';

const ATTRIBUTES = ['id', 'source', 'type', 'subject', 'dataschema', 'correlationid', 'causationid', 'traceparent'] as const;

const optional = (read: SourceReader, path: string | undefined): string | null => (path === undefined ? null : read.text(path));

function timesOf(read: SourceReader, { time, startedAt }: Settings['fields']): readonly [at: number, startedAt: number] {
  const at = read.needTime(time);
  return [at, startedAt === undefined ? at : read.needTime(startedAt)];
}

export const mapEvent = sourceMap((read, given) => {
  const parsed = schema.safeParse(given);
  if (!parsed.success) read.reject('unknown-format', 'settings', 'The settings of the system say no longer how its events are read.');
  const { fields } = parsed.data ?? schema.parse({ auth: { type: 'none' } });
  const [at, startedAt] = timesOf(read, fields);
  const status = read.word(fields.status, 'status', EVENT_STATUSES, { firing: 'firing', resolved: 'resolved' });
  return {
    model: 'event',
    occurredAt: at,
    value: {
      ...openEvent,
      name: read.needText(fields.name),
      title: read.needText(fields.title),
      description: optional(read, fields.description),
      status,
      severity: read.word(fields.severity, 'severity', SEVERITIES),
      category: optional(read, fields.category),
      service: optional(read, fields.service),
      resource: optional(read, fields.resource),
      ciKeys: fields.ciKeys.flatMap((path) => read.text(path) ?? []),
      startedAt,
      endedAt: status === 'resolved' ? at : null,
      labels: fields.labels === undefined ? {} : read.texts(fields.labels),
      links: fields.link === undefined ? [] : read.links(['source', 'Source', fields.link]),
      extra: read.extra(...ATTRIBUTES),
    },
  };
});
