/** Alerts by dedup_key: sending an event again adds nothing, as long as no other event of the key came in between. */
import {
  answerJson,
  type Call,
  type ConnectContext,
  createCredential,
  createHttpClient,
  type Destination,
  FailureError,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { type Action, actionsOf, payloadOf } from './event.map.ts';
import { failures } from './failures.ts';
import type { Settings } from './settings.ts';

const MAX_EVENT_BYTES = 512 * 1024;
const MAX_KEY = 255;

function unreadable(message: string): FailureError {
  return new FailureError({ class: 'unknown', scope: 'record', evidence: { message } });
}

function tooBig(field: string, expected: string): FailureError {
  const evidence = { message: 'The event is larger than PagerDuty takes', field, expected };
  return new FailureError({ class: 'invalid', scope: 'record', evidence });
}

function noRoutingKey(): FailureError {
  const evidence = { message: 'This system has no routing key', hint: 'Set settings.routingKey to send events' };
  return new FailureError({ class: 'auth', scope: 'credential', evidence });
}

/** 202 with the key we sent is the only answer that means taken. */
function checkAnswer(answer: unknown, key: string): void {
  const given = typeof answer === 'object' && answer !== null ? (answer as Readonly<Record<string, unknown>>) : {};
  if (given.status !== 'success') throw unreadable(`PagerDuty answered with status ${String(given.status).slice(0, 40)}`);
  if (given.dedup_key !== key) throw unreadable('PagerDuty answered with another dedup_key');
}

export function createAlerts(settings: Settings, context: ConnectContext): Destination {
  const http = createHttpClient(context);

  const credential = settings.routingKey === undefined ? null : createCredential(settings.routingKey, context.secret);

  async function enqueue(action: Action, key: string, want: Want, call: Call): Promise<void> {
    if (credential === null) throw noRoutingKey();
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-request-id': call.deliveryId };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    const event = {
      event_action: action,
      dedup_key: key,
      ...(action === 'trigger' && { payload: payloadOf(want, settings), client: 'Junctor' }),
    };
    const { signal, answered, holds } = call;
    await credential.use(async (secret) => {
      const body = JSON.stringify({ routing_key: secret, ...event });
      if (Buffer.byteLength(body) > MAX_EVENT_BYTES) throw tooBig('payload', 'at most 512 KB');
      const reply = await http.call({ method: 'POST', path: '/v2/enqueue', headers, body, signal, answered, holds });
      checkAnswer(answerJson(failures, reply, Date.now(), [secret]), key);
    });
  }

  async function write(key: string, want: Want, call: Call): Promise<Written> {
    if (key === '' || key.length > MAX_KEY) throw tooBig('dedup_key', `1 to ${MAX_KEY} characters`);
    for (const action of actionsOf(want, call.changed)) await enqueue(action, key, want, call);
    return { remoteId: key, number: null, url: null };
  }

  const alerts: TargetObject = {
    create: 'key',
    update: 'key',
    consistencyDelayMs: context.consistencyDelayMs ?? 0,
    createRecord: (key, want, call) => write(key, want, { ...call, changed: null }),
    updateRecord: (remoteId, want, call) => write(remoteId, want, call),
  };
  return {
    objects: { incident: alerts, event: alerts },
    credential: credential?.reference ?? null,
    ...(credential !== null && { credentialVersion: credential.version }),
    close: () => http.close(),
  };
}
