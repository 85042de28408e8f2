import type { SourceEvent } from '#libs/connector-kit';
import { deriveId, digestOf, topics } from '#libs/line';
import type { Raw } from '#libs/model';
import type { Output } from '#libs/stage';

export interface Capture {
  readonly system: string;
  readonly channel: Raw['channel'];
  /** Epoch milliseconds; for people, never for a decision. */
  readonly receivedAt: number;
  readonly revision: string;
}

/** One source event as one raw message, keyed by its record, so that order per record holds from here on. */
export function captured(event: SourceEvent, capture: Capture): Output {
  const content = digestOf([event.format, event.body.toString('latin1'), event.defect]);
  const record = event.record ?? content;
  const value: Raw = {
    system: capture.system,
    channel: capture.channel,
    format: event.format,
    record: event.record,
    eventId: event.eventId,
    version: event.version,
    receivedAt: capture.receivedAt,
    contentType: event.contentType,
    attributes: { ...event.attributes },
    body: event.body,
    defect: event.defect,
  };
  return {
    topic: topics.raw,
    key: `${capture.system}/${record}`,
    id: deriveId(capture.system, record, event.eventId ?? String(event.version ?? ''), content),
    value,
    revision: capture.revision,
  };
}
