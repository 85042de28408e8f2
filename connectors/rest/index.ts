import { type ConnectContext, type Destination, defineConnector, type TargetObject } from '#libs/connector-kit';
import { mapFor } from './canonical.ts';
import { createRestClient } from './client.ts';
import { formatOf, webhookEvents } from './entries.ts';
import { MODELS } from './models.ts';
import { createPoller } from './poll.ts';
import { recordObject } from './record.ts';
import { type Settings, settings } from './settings.ts';
import { createCredentialOf } from './sign-in.ts';
import { refusalOf } from './webhook-auth.ts';

const ways = ['webhook', 'poll'] as const;

function connect(given: Settings, context: ConnectContext): Destination {
  // A system that is only read from need not have an address.
  if (Object.keys(given.models).length === 0) return { objects: {}, close: () => Promise.resolve() };
  const client = createRestClient(given, context);
  const objects: Record<string, TargetObject> = {};
  for (const [model, described] of Object.entries(given.models)) objects[model] = recordObject(client, given, described, context);
  const credential = createCredentialOf(given.auth, context);
  const call = { deliveryId: 'probe', traceparent: null };
  return {
    objects,
    credential: credential?.reference ?? null,
    ...(credential !== null && { credentialVersion: credential.version }),
    ...(given.probe !== undefined && { probe: (signal: AbortSignal) => client.probe({ ...call, signal }) }),
    close: () => client.close(),
  };
}

export const connector = defineConnector<Settings>({
  name: 'rest',
  title: 'Any HTTP API, described by its system file',
  settings,
  webhook: {
    answers: { accepted: { status: 202 }, comeAgain: { status: 503, headers: { 'retry-after': '5' } } },
    // Not known of a system that nobody has seen: its calls are kept where Kafka does not take them, rather than refused.
    comesAgain: false,
    authenticate: (headers, body, { webhook }) =>
      webhook === undefined ? 'settings.webhook is not set, so no webhook can be authentic' : refusalOf(webhook.auth, headers, body),
    parse: (headers, body, given) => webhookEvents(given, headers, body),
  },
  maps: Object.fromEntries(MODELS.flatMap((model) => ways.map((way) => [formatOf(model, way), mapFor(model, way)]))),
  poll: createPoller,
  sentBy: ({ receive }) => Object.keys(receive),
  connect,
});
