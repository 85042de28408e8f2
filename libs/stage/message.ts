import { FailureError } from '#libs/failures';
import { type Codec, extendTrail, type Headers, header, type LogRecord, type OutRecord, partitionFor } from '#libs/log';
import { newTraceparent } from '#libs/telemetry';
import type { Message, Output, SourceValue } from './contract.ts';

export const revisionHeader = 'junctor-revision';
export const trailHeader = 'junctor-trail';

export type Read =
  | { readonly ok: true; readonly message: Message<unknown> }
  | { readonly ok: false; readonly message: Message<unknown>; readonly code: string; readonly reason: string };

/** Everything of a record but its value, which is not looked at. */
export function envelopeOf(record: LogRecord): Message<undefined> {
  const coordinates = `${record.topic}/${record.partition}/${record.offset}`;
  return {
    value: undefined,
    id: header(record.headers, 'ce_id') ?? coordinates,
    topic: record.topic,
    partition: record.partition,
    offset: record.offset,
    timestamp: record.timestamp,
    key: record.key ?? '',
    headers: record.headers,
    revision: header(record.headers, revisionHeader) ?? null,
    traceparent: header(record.headers, 'traceparent') ?? null,
    trail: extendTrail(header(record.headers, trailHeader), {
      ...{ topic: record.topic, partition: record.partition },
      ...{ offset: Number(record.offset), at: record.timestamp },
    }),
  };
}

/** A log record as a message. A frame that cannot be read still has coordinates, so that it can be parked. */
export function readMessage(record: LogRecord, wire: 'avro' | 'source', codec: Codec, traceRatio: number): Read {
  const envelope = envelopeOf(record);
  if (wire === 'source') {
    const value: SourceValue = { bytes: record.value };
    // A source that sends no trace context begins a trace here, as a webhook does.
    const traceparent = envelope.traceparent ?? newTraceparent(traceRatio);
    return { ok: true, message: { ...envelope, traceparent, value } };
  }
  const decoded = codec.decode(record.topic, record.value);
  if (decoded.ok) return { ok: true, message: { ...envelope, value: decoded.value } };
  return { ok: false, message: envelope, code: decoded.code, reason: decoded.message };
}

/** Partition counts of the topics this process produces to. */
export type PartitionCounts = ReadonlyMap<string, number>;

/** Longest value of a record, bytes: what the topics take (schemas/topics, 1 MiB) less room for key, headers and framing. */
export const longestValue = 980_000;

/**
 * Headers in the CloudEvents binary binding, plus trace context, trail and revision.
 * @throws FailureError invalid when the value does not fit its schema or is longer than a record may be: the broker would
 * refuse it for ever, and everything behind it would wait.
 */
export function writeOutput(
  output: Output,
  from: Pick<Message<unknown>, 'trail' | 'revision'>,
  traceparent: string | null,
  stage: string,
  codec: Codec,
  counts: PartitionCounts,
): OutRecord {
  const count = counts.get(output.topic);
  if (count === undefined) throw new Error(`stage ${stage} writes to ${output.topic}, which is not among the topics known at start`);
  const revision = output.revision ?? from.revision;
  const headers: Record<string, string> = {
    ce_specversion: '1.0',
    ce_id: output.id,
    ce_source: `/junctor/${stage}`,
    ce_type: output.topic,
    ce_subject: output.key,
    'content-type': 'application/avro',
    [trailHeader]: from.trail,
  };
  if (traceparent) headers.traceparent = traceparent;
  if (revision) headers[revisionHeader] = revision;
  const value = codec.encode(output.topic, output.value);
  if (value.length + 2 * output.key.length > longestValue) throw tooLong(output.topic, value.length);
  return {
    topic: output.topic,
    partition: partitionFor(output.key, count),
    key: output.key,
    value,
    headers: headers as Headers,
  };
}

function tooLong(topic: string, bytes: number): FailureError {
  return new FailureError({
    class: 'invalid',
    scope: 'record',
    evidence: {
      message: `a value of ${bytes} bytes is longer than a record of ${topic} may be`,
      expected: `at most ${longestValue} bytes`,
    },
  });
}
