import {
  answerDone,
  type Call,
  type ConnectContext,
  createHttpClient,
  defineConnector,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { failures } from './failures.ts';
import { type Settings, settings } from './settings.ts';
import { signatures } from './sign.ts';

const MODELS = ['incident', 'event', 'ci'] as const;

type Post = (model: string, key: string, want: Want, call: Call) => Promise<Written>;

/** One call a write. The id is the delivery's: a receiver that remembers ids sees through a re-send; the time is of this try. */
function createPost(given: Settings, context: ConnectContext): { post: Post; close(): Promise<void> } {
  const { address, callTimeoutMs, concurrency, allowLoopback } = context;
  const http = createHttpClient({ address, callTimeoutMs, concurrency, allowLoopback });

  async function post(model: string, key: string, want: Want, call: Call): Promise<Written> {
    const secrets = [given.secret, given.previousSecret].filter((one) => one !== undefined).map((one) => context.secret(one));
    const now = Date.now();
    const timestamp = Math.floor(now / 1000);
    const type = `${given.type}.${model}`;
    const body = JSON.stringify({ id: call.deliveryId, type, timestamp: new Date(now).toISOString(), data: { ...want, key } });
    const headers: Record<string, string> = {
      'content-type': 'application/json',
      'webhook-id': call.deliveryId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatures(call.deliveryId, timestamp, body, secrets),
    };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    const answer = await http.call({ method: 'POST', path: '', headers, body, signal: call.signal });
    answerDone(failures, answer, Date.now(), secrets);
    return { remoteId: key, number: null, url: null };
  }

  return { post, close: () => http.close() };
}

/** A receiver can't be asked what it holds, so a re-send may be a second effect there: class none, both ways. */
function targetObject(model: string, post: Post): TargetObject {
  return {
    create: 'none',
    update: 'none',
    consistencyDelayMs: 0,
    createRecord: (key, want, call) => post(model, key, want, call),
    updateRecord: (remoteId, want, call) => post(model, remoteId, want, call),
  };
}

export const connector = defineConnector<Settings>({
  name: 'standard-webhook',
  title: 'Webhook (Standard Webhooks)',
  settings,
  failures,
  connect(given, context) {
    const { post, close } = createPost(given, context);
    return { objects: Object.fromEntries(MODELS.map((model) => [model, targetObject(model, post)])), close };
  },
});
