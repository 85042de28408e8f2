import { createHash } from 'node:crypto';
import type { SourceEvent } from '#libs/connector-kit';
import { deriveId, topics } from '#libs/line';
import type { Raw } from '#libs/model';
import type { Output } from '#libs/stage';

export interface Capture {
  readonly system: string;
  readonly channel: Raw['channel'];
  /** Epoch milliseconds; for people, never for a decision. */
  readonly receivedAt: number;
  readonly revision: string;
}

/** Longest body of a raw message, bytes: a record of the topic holds 1 MiB with everything around it. */
const longestBody = 900_000;
const excerptBytes = 64_000;

/** Tells one content from another, before anything is understood of it. */
function contentOf({ format, body, defect }: SourceEvent): string {
  return createHash('sha256')
    .update(`${format}\n${defect ?? ''}\n`)
    .update(body)
    .digest('hex')
    .slice(0, 32);
}

/** One source event as one raw message, keyed by its record, so that order per record holds from here on. A body that is too long is cut and parked. */
export function captured(event: SourceEvent, capture: Capture): Output {
  const content = contentOf(event);
  const record = event.record ?? content;
  const long = event.body.length > longestBody;
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
    body: long ? event.body.subarray(0, excerptBytes) : event.body,
    defect: long
      ? `${event.body.length} bytes are more than the ${longestBody} of a raw message; the first ${excerptBytes} are kept`
      : event.defect,
  };
  return {
    topic: topics.raw,
    key: `${capture.system}/${record}`,
    id: deriveId(capture.system, record, event.eventId ?? String(event.version ?? ''), content),
    value,
    revision: capture.revision,
  };
}
