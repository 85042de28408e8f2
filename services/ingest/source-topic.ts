import { registry as connectors } from '#connectors';
import type { Connector, SourceEvent } from '#libs/connector-kit';
import type { SystemSpec } from '#libs/flow';
import { type Decision, emit, type Message, type SourceValue } from '#libs/stage';
import { captured } from './ingest.ts';
import { type DecodeAny, unwrap } from './unwrap.ts';

export interface SourceTopic {
  readonly system: SystemSpec;
  readonly revision: string;
  readonly decodeAny: DecodeAny;
}

/** One record of a source's own topic as raw messages; its coordinates there are its identity and, by default, its version. */
export function createSourceTopic({ system, revision, decodeAny }: SourceTopic): (message: Message<SourceValue>) => Decision {
  const connector: Connector = connectors.get(system.connector);
  const settings = connector.settings.parse(system.settings);
  const format = system.topic?.format ?? 'json';
  return function captureRecord(message) {
    const coordinates = { topic: message.topic, topicPartition: String(message.partition), topicOffset: String(message.offset) };
    const unwrapped = unwrap(message, format, decodeAny);
    const events: readonly SourceEvent[] =
      unwrapped.kind === 'defect'
        ? [defective(message, unwrapped.reason)]
        : (connector.topic?.parse(message.key || null, unwrapped.bytes, message.headers, settings) ?? []);
    const capture = { system: system.name, channel: 'topic' as const, receivedAt: message.timestamp, revision };
    const eventId = unwrapped.kind === 'value' ? unwrapped.eventId : null;
    return emit(
      ...events.map((event) =>
        captured({ ...event, eventId: event.eventId ?? eventId, attributes: { ...event.attributes, ...coordinates } }, capture),
      ),
    );
  };
}

function defective(message: Message<SourceValue>, reason: string): SourceEvent {
  return {
    format: 'unreadable',
    record: null,
    eventId: `${message.topic}/${message.partition}/${message.offset}`,
    version: null,
    body: message.value.bytes ?? Buffer.alloc(0),
    contentType: 'application/octet-stream',
    attributes: {},
    defect: reason,
  };
}
