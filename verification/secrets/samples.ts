/** Destinations whose secret is a canary, and everything that they are ever asked. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { connectors } from '#connectors';
import type { Call, Connector, Destination, FailureError, Poller } from '#libs/connector-kit';

/** A destination as a system file sets it up, and the secret that its reference names. */
export interface Sample {
  readonly connector: string;
  readonly name: string;
  readonly settings: object;
  readonly secret: string;
  readonly user?: string;
}

export const plain = 'canary-7f3a9d1c5e';
const rare = 'canary"7f3a\\9d&1c+5e=';
const signing = `whsec_${Buffer.from('canary-0123456789-0123456789-abcdef').toString('base64')}`;
const routing = 'canary7f3a9d1c5ecanary7f3a9d1c5e';

const tracker = (
  parse(readFileSync(new URL('../../connectors/rest/testdata/tracker.yaml', import.meta.url), 'utf8')) as { spec: { settings: object } }
).spec.settings;
const rest = (name: string, auth: object, secret: string): Sample => ({
  ...{ connector: 'rest', name: `rest, ${name}`, secret, user: 'junctor' },
  settings: { ...tracker, auth: { secret: 'env:X', ...auth } },
});

/** Each with an ordinary secret and with one that every format has to escape. */
export const samples: readonly Sample[] = [plain, rare].flatMap((secret): Sample[] => [
  {
    connector: 'servicenow',
    name: 'servicenow',
    settings: { auth: { type: 'basic', user: 'junctor', secret: 'env:X' } },
    secret,
    user: 'junctor',
  },
  {
    connector: 'jira',
    name: 'jira',
    settings: { auth: { type: 'basic', user: 'j@example.org', secret: 'env:X' }, project: 'OPS' },
    secret,
    user: 'j@example.org',
  },
  { connector: 'slack', name: 'slack', settings: { token: 'env:X', channel: 'C0JUNCTOR', readers: 'team' }, secret },
  rest('basic', { type: 'basic', user: 'junctor' }, secret),
  rest('bearer', { type: 'bearer' }, secret),
  rest('header', { type: 'header', header: 'x-api-key' }, secret),
  rest('query', { type: 'query', parameter: 'key' }, secret),
  rest('oauth2', { type: 'oauth2', token: '/oauth/token', clientId: 'junctor' }, secret),
  rest('oauth2 in the form', { type: 'oauth2', token: '/oauth/token', clientId: 'junctor', clientIn: 'body' }, secret),
]);
export const others: readonly Sample[] = [
  { connector: 'pagerduty', name: 'pagerduty', settings: { routingKey: 'env:X', webhookSecrets: ['env:X'] }, secret: routing },
  { connector: 'standard-webhook', name: 'standard-webhook', settings: { secret: 'env:X' }, secret: signing },
  { connector: 'teams', name: 'teams', settings: { signature: 'env:X' }, secret: plain },
];

/** Every form that a secret takes on its way: as it is, in JSON, in a URL or form, in a Basic header. */
export function formsOf({ secret, user }: Sample): string[] {
  const basic = [secret, `${user}:${secret}`, `${user}:${encodeURIComponent(secret)}`].map((text) => Buffer.from(text).toString('base64'));
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), secret.replace('whsec_', ''), ...basic];
}

/** The forms of the secret that a text shows. */
export const shownIn = (text: string, sample: Sample): string[] => formsOf(sample).filter((form) => text.includes(form));

const call = (signal: AbortSignal): Call => ({
  deliveryId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  changed: null,
  traceparent: null,
  signal,
});

/** Everything that a destination is ever asked; what each says when it fails. */
export async function failuresOf(destination: Destination, poller?: Poller): Promise<FailureError[]> {
  const signal = AbortSignal.timeout(5_000);
  const object = destination.objects.incident;
  const note = object?.append?.note ?? object?.append?.comment;
  const id = 'C0JUNCTOR:1503435956.000247';
  const asked = [
    destination.probe?.(signal),
    poller?.changedSince(Date.parse('2026-03-02T08:00:00Z'), null, signal),
    destination.rights?.(signal),
    object?.createRecord('key-1', { title: 'T' }, call(signal)),
    object?.updateRecord(id, { title: 'T' }, call(signal)),
    object?.find?.('key-1', call(signal)),
    object?.withdraw?.(id, call(signal)),
    note?.appendRecord(id, 'text', call(signal)),
    note?.findAppend?.(id, 'marker', 0, call(signal)),
  ];
  const settled = await Promise.allSettled(asked.filter((each) => each !== undefined));
  return settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as FailureError] : []));
}

export const connectorOf = (name: string): Connector => {
  const found = connectors.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no connector ${name}`);
  return found;
};

/** The same of a destination at this address, which is opened for it, and of the source beside it. */
export async function failuresAt(address: string, sample: Sample, connector = connectorOf(sample.connector)): Promise<FailureError[]> {
  const settings = connector.settings.parse(sample.settings);
  const context = { system: 'desk', address, secret: () => sample.secret, callTimeoutMs: 250, consistencyDelayMs: 0, allowLoopback: true };
  const destination = connector.connect?.(settings, context);
  const poller = connector.poll?.(settings, context);
  if (destination === undefined) throw new Error(`${sample.connector} is no destination`);
  try {
    return await failuresOf(destination, poller);
  } finally {
    await destination.close();
    await poller?.close();
  }
}
