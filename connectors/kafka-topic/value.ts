/** A wanted state as value and headers of a record: CloudEvents 1.0, Kafka binding (formats.md), in either mode. */
import { FailureError, type TopicWriter, type Want } from '#libs/connector-kit';
import type { Settings } from './settings.ts';

export interface Value {
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** Attributes of the event by name, without prefix. */
export type Attributes = Readonly<Record<'id' | 'source' | 'type' | 'subject' | 'time', string>>;

const SPEC = '1.0';

function noRegistry(): FailureError {
  const evidence = { message: 'This process has no schema registry to write Avro by', hint: 'Avro is written by the running line alone' };
  return new FailureError({ class: 'down', scope: 'system', evidence });
}

/** The value is the record alone; the attributes are headers. */
function binary(value: Buffer, contentType: string, attributes: Attributes): Value {
  const headers = Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`ce_${name}`, text]));
  return { value, headers: { ce_specversion: SPEC, ...headers, 'content-type': contentType } };
}

function structured(want: Want, attributes: Attributes): Value {
  const event = { specversion: SPEC, ...attributes, datacontenttype: 'application/json', data: want };
  return { value: Buffer.from(JSON.stringify(event)), headers: { 'content-type': 'application/cloudevents+json' } };
}

/** Throws FailureError: as `encode` of the topic writer does, down/system where there is none. */
export async function valueAs(given: Settings, want: Want, attributes: Attributes, topics: TopicWriter): Promise<Value> {
  const { format, topic, subject = `${topic}-value`, schema } = given;
  if (format === 'cloudevents') return structured(want, attributes);
  if (format === 'json') return binary(Buffer.from(JSON.stringify(want)), 'application/json', attributes);
  if (topics.encode === undefined) throw noRegistry();
  return binary(await topics.encode({ subject, schema }, want), 'application/avro', attributes);
}
