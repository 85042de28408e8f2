import {
  answerDone,
  type Call,
  type ConnectContext,
  type Credential,
  createCredential,
  createHttpClient,
  defineConnector,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { models } from '#libs/model';
import { failures } from './failures.ts';
import { type Settings, settings } from './settings.ts';
import { signatures } from './sign.ts';

/** All but the carrier of a workspace's own. */
const MODELS = models.filter((model) => model !== 'custom');

type Post = (model: string, key: string, want: Want, call: Call) => Promise<Written>;

/** One call a write. The id is the delivery's: a receiver that remembers ids sees through a re-send; the time is of this try. */
function createPost(given: Settings, context: ConnectContext): { post: Post; credential: Credential; close(): Promise<void> } {
  const http = createHttpClient(context);
  const credential = createCredential(given.secret, context.secret);
  const before = given.previousSecret;

  async function send(model: string, key: string, want: Want, call: Call, secrets: readonly string[]): Promise<void> {
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
    const { signal, answered, holds } = call;
    const answer = await http.call({ method: 'POST', path: '', headers, body, signal, answered, holds });
    answerDone(failures, answer, Date.now(), secrets);
  }

  return {
    async post(model, key, want, call) {
      const withBoth = (secret: string): readonly string[] => (before === undefined ? [secret] : [secret, context.secret(before)]);
      await credential.use((secret) => send(model, key, want, call, withBoth(secret)));
      return { remoteId: key, number: null, url: null };
    },
    credential,
    close: () => http.close(),
  };
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
    const { post, credential, close } = createPost(given, context);
    return {
      objects: Object.fromEntries(MODELS.map((model) => [model, targetObject(model, post)])),
      credential: credential.reference,
      credentialVersion: credential.version,
      close,
    };
  },
});
