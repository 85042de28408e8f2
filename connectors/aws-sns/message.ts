/**
 * SNS messages -> source events. What SNS carries is told by its content: an alarm as CloudWatch posts it, or an event of EventBridge.
 * The same messages wrapped for a Lambda function (`Records`) are taken too, where something puts them on a topic.
 */
import {
  cutObject,
  epochMillis,
  idOf,
  isJsonObject,
  type Json,
  type JsonObject,
  ownField,
  parkedEvent,
  type RequestHeaders,
  readJson,
  type SourceEvent,
  sourceEvent,
} from '#libs/connector-kit';

export const ALARM = 'aws/cloudwatch-alarm';
export const EVENTBRIDGE = 'aws/eventbridge';
const SNS = 'aws/sns';

const text = (value: JsonObject, name: string): string | null => {
  const field = ownField(value, name);
  return typeof field === 'string' && field !== '' ? field : null;
};

function parked(defect: string, message: JsonObject, record: string | null = null): SourceEvent {
  return parkedEvent({ format: SNS, record }, defect, Buffer.from(JSON.stringify(message)));
}

function childOf(value: JsonObject, name: string): JsonObject {
  const field = ownField(value, name);
  return isJsonObject(field) ? field : {};
}

/** Its ARN; alarms of older regions tell none, and are named by account, region and name. */
function alarmRecord(alarm: JsonObject): string | null {
  const arn = text(alarm, 'AlarmArn');
  if (arn !== null) return idOf(arn);
  const names = ['AWSAccountId', 'Region', 'AlarmName'].map((name) => text(alarm, name));
  return names.includes(null) ? null : idOf(names.join('/'));
}

/** SNS keeps no order between messages: the time of the change of state does. */
function alarmEvent(alarm: JsonObject, eventId: string | null): SourceEvent {
  const version = epochMillis(text(alarm, 'StateChangeTime') ?? '');
  return sourceEvent(
    { format: ALARM, record: alarmRecord(alarm), eventId, version },
    alarm,
    'AlarmArn (or AWSAccountId, Region and AlarmName)',
  );
}

function eventBridgeEvent(event: JsonObject): SourceEvent {
  const type = text(event, 'detail-type');
  if (type !== 'CloudWatch Alarm State Change')
    return parked(`events "${type}" of EventBridge are not understood; only alarms of CloudWatch are`, event);
  const resources = ownField(event, 'resources');
  const record = Array.isArray(resources) ? idOf(resources[0]) : null;
  const version = epochMillis(text(childOf(childOf(event, 'detail'), 'state'), 'timestamp') ?? '');
  return sourceEvent({ format: EVENTBRIDGE, record, eventId: idOf(text(event, 'id') ?? undefined), version }, event, 'resources.0');
}

/** What a message of SNS carries in its text. */
function carried(content: Json, sns: JsonObject): SourceEvent {
  const eventId = idOf(text(sns, 'MessageId') ?? undefined);
  if (!isJsonObject(content)) return parked('the text of the message is no JSON object: it is no alarm', sns);
  if (Object.hasOwn(content, 'AlarmName') && Object.hasOwn(content, 'NewStateValue')) return alarmEvent(content, eventId);
  if (Object.hasOwn(content, 'detail-type')) return eventBridgeEvent(content);
  return parked('the text of the message is neither an alarm of CloudWatch nor an event of EventBridge', sns);
}

function notification(sns: JsonObject): SourceEvent {
  const message = ownField(sns, 'Message');
  if (typeof message !== 'string') return parked('Message is missing or no text', sns);
  const reading = readJson(Buffer.from(message));
  return reading.kind === 'defect' ? parked(`the text of the message is no alarm: ${reading.defect}`, sns) : carried(reading.value, sns);
}

const CONFIRM =
  'The subscription waits for a person: check the topic, then open SubscribeURL of this message within 3 days, or run `aws sns confirm-subscription` with its TopicArn and Token.';

function messageEvent(sns: JsonObject): SourceEvent {
  const type = text(sns, 'Type');
  const record = idOf(text(sns, 'TopicArn') ?? undefined);
  if (type === 'SubscriptionConfirmation') return parked(CONFIRM, sns, record);
  if (type === 'UnsubscribeConfirmation') return parked('The subscription was ended: no alarm of this topic comes any more.', sns, record);
  if (type === 'Notification') return notification(sns);
  return parked(
    type === null ? 'no message of SNS: it has no Type' : `messages of type ${JSON.stringify(type)} are not understood`,
    sns,
    record,
  );
}

function cut(value: JsonObject): readonly SourceEvent[] {
  const records = ownField(value, 'Records');
  if (Object.hasOwn(value, 'detail-type')) return [eventBridgeEvent(value)];
  if (!Array.isArray(records)) return [messageEvent(value)];
  const cutRecord = (entry: Json): SourceEvent =>
    isJsonObject(entry) && isJsonObject(ownField(entry, 'Sns'))
      ? messageEvent(childOf(entry, 'Sns'))
      : parked('a record holds no message of SNS', value);
  return records.length === 0 ? [parked('Records is empty', value)] : records.map(cutRecord);
}

/** Never throws. */
export function parse(_headers: RequestHeaders, body: Buffer): readonly SourceEvent[] {
  return cutObject(SNS, body, cut);
}
