/** An action on an alert -> canonical event. Names of actions: Opsgenie's outgoing webhook integration. */
import { EVENT_STATUSES, openEvent, SEVERITIES, sourceMap } from '#libs/connector-kit';
import { millisOf } from './webhook.ts';

/** Whatever is done to an alert, it is open until it is closed or deleted. */
const STATUS = {
  Create: 'firing',
  Acknowledge: 'firing',
  UnAcknowledge: 'firing',
  AddNote: 'firing',
  AddTags: 'firing',
  RemoveTags: 'firing',
  AddRecipient: 'firing',
  AddResponder: 'firing',
  AddTeam: 'firing',
  AssignOwnership: 'firing',
  TakeOwnership: 'firing',
  Escalate: 'firing',
  EscalateNext: 'firing',
  Snooze: 'firing',
  SnoozeEnded: 'firing',
  UpdatePriority: 'firing',
  UpdateMessage: 'firing',
  UpdateDescription: 'firing',
  Close: 'resolved',
  Delete: 'resolved',
} as const;

export const mapAlert = sourceMap((read) => {
  const status = read.word('action', 'status', EVENT_STATUSES, STATUS);
  const at = millisOf(read.needText('alert.updatedAt'));
  if (at === null) read.reject('invalid-value', 'alert.updatedAt', 'alert.updatedAt is no time.', 'nanoseconds since 1970');
  const entity = read.text('alert.entity');
  return {
    model: 'event',
    occurredAt: at ?? 0,
    value: {
      ...openEvent,
      name: read.needText('alert.alias'),
      title: read.needText('alert.message'),
      description: read.text('alert.description'),
      status,
      severity: read.word('alert.priority', 'severity', SEVERITIES),
      category: null,
      resource: entity,
      ciKeys: entity === null ? [] : [`node/${entity}`],
      startedAt: read.needTime('alert.createdAt', 'millis'),
      endedAt: status === 'resolved' ? at : null,
      labels: read.texts('alert.details'),
      extra: {
        ...read.extra('action', 'alert.tinyId', 'alert.source', 'alert.username', 'alert.note', 'integrationName', 'source.name'),
        tags: read.list('alert.tags').join(', '),
      },
    },
  };
});
