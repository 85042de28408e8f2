import {
  type Call,
  type ConnectContext,
  type Destination,
  defineConnector,
  FailureError,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { type Settings, settings } from './settings.ts';
import { valueAs } from './value.ts';

const MAX_BYTES = 1_000_000;

function noTopics(): FailureError {
  const evidence = { message: 'This process has no Kafka to write to', hint: 'Records go to topics from the running line alone' };
  return new FailureError({ class: 'down', scope: 'system', evidence });
}

function tooBig(bytes: number): FailureError {
  const evidence = { message: `The record takes ${bytes} bytes`, expected: `at most ${MAX_BYTES}`, hint: 'Map less of it in the flow' };
  return new FailureError({ class: 'invalid', scope: 'record', evidence });
}

/** A topic can't be asked what it holds: what is sent again after a doubt is there twice, with one ce_id. Class none, both ways. */
function connect(given: Settings, { system, topics, callTimeoutMs }: ConnectContext): Destination {
  const { topic, models, type } = given;

  async function append(model: string, key: string, want: Want, call: Call): Promise<Written> {
    if (topics === undefined) throw noTopics();
    const attributes = {
      id: call.deliveryId,
      source: `/junctor/${system}`,
      type: `${type}.${model}`,
      subject: key,
      time: new Date().toISOString(),
    };
    const { value, headers } = await valueAs(given, want, attributes, topics);
    if (value.length > MAX_BYTES) throw tooBig(value.length);
    const traced = call.traceparent === null ? headers : { ...headers, traceparent: call.traceparent };
    await topics.append({ topic, key, value, headers: traced }, call, callTimeoutMs);
    return { remoteId: key, number: null, url: null };
  }

  const entries = models.map((model) => {
    const write = (key: string, want: Want, call: Call): Promise<Written> => append(model, key, want, call);
    return [model, { create: 'none', update: 'none', consistencyDelayMs: 0, createRecord: write, updateRecord: write }] as const;
  });
  return { objects: Object.fromEntries(entries), close: () => Promise.resolve() };
}

export const connector = defineConnector<Settings>({
  name: 'kafka-topic',
  title: 'A Kafka topic of another system',
  settings,
  way: [],
  connect,
});
