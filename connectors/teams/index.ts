import {
  answerDone,
  type Call,
  type ConnectContext,
  createCredential,
  createHttpClient,
  type Destination,
  defineConnector,
  guardAddress,
  type TargetObject,
  type Want,
  type Written,
} from '#libs/connector-kit';
import { cardOf } from './card.ts';
import { failures } from './failures.ts';
import { type Settings, settings } from './settings.ts';

/** A workflow can't be asked what it has shown, and shows every call: class none, both ways. */
function connect({ signature }: Settings, { address, secret, ...context }: ConnectContext): Destination {
  const { allowLoopback = false, privateNetworks } = context;
  const url = guardAddress(address, { allowLoopback, privateNetworks });
  const http = createHttpClient({ ...context, address: url.origin });
  const credential = createCredential(signature, secret);

  async function send(sig: string, body: string, call: Call): Promise<void> {
    const headers: Record<string, string> = { 'content-type': 'application/json', 'x-request-id': call.deliveryId };
    if (call.traceparent !== null) headers.traceparent = call.traceparent;
    const { signal, answered, holds } = call;
    const path = `${url.pathname}${url.search === '' ? '?' : `${url.search}&`}sig=${encodeURIComponent(sig)}`;
    const answer = await http.call({ method: 'POST', path, headers, body, signal, answered, holds });
    answerDone(failures, answer, Date.now(), [sig, encodeURIComponent(sig)]);
  }

  async function post(key: string, want: Want, call: Call): Promise<Written> {
    const body = JSON.stringify(cardOf(key, want));
    await credential.use((sig) => send(sig, body, call));
    return { remoteId: key, number: null, url: null };
  }

  const cards: TargetObject = { create: 'none', update: 'none', consistencyDelayMs: 0, createRecord: post, updateRecord: post };
  return {
    objects: { incident: cards, event: cards },
    credential: credential.reference,
    credentialVersion: credential.version,
    close: () => http.close(),
  };
}

export const connector = defineConnector<Settings>({
  name: 'teams',
  title: 'Microsoft Teams (Adaptive Cards by a workflow)',
  settings,
  failures,
  connect,
});
