/** Every way in which a sender of a webhook may show who it is, and what it then sends. */
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Sender {
  readonly connector: string;
  /** Names the way; the name of its system too. */
  readonly name: string;
  readonly settings: object;
  /** Headers of a call that is signed with the secret. */
  headers(secret: string, body: string): Readonly<Record<string, string>>;
}

const hex = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');
const one = 'env:CANARY_IN';
const basicOf = (secret: string): string => `Basic ${Buffer.from(`junctor:${secret}`).toString('base64')}`;

const ways = {
  bearer: { auth: { type: 'bearer', secrets: [one] }, headers: (secret: string) => ({ authorization: `Bearer ${secret}` }) },
  basic: { auth: { type: 'basic', user: 'junctor', secrets: [one] }, headers: (secret: string) => ({ authorization: basicOf(secret) }) },
  header: {
    auth: { type: 'header', header: 'x-junctor-token', secrets: [one] },
    headers: (secret: string) => ({ 'x-junctor-token': secret }),
  },
} as const;

const byToken = (connector: string): Sender[] =>
  Object.entries(ways).map(([way, { auth, headers }]) => ({ connector, name: `${connector}-${way}`, settings: { auth }, headers }));

const tracker = (
  parse(readFileSync(new URL('../../connectors/rest/testdata/tracker.yaml', import.meta.url), 'utf8')) as {
    spec: { settings: { webhook?: object } };
  }
).spec.settings;
const described = (name: string, auth: object, headers: Sender['headers']): Sender => ({
  ...{ connector: 'rest', name: `rest-${name}`, headers },
  settings: { ...tracker, auth: { type: 'bearer', secret: one }, webhook: { ...tracker.webhook, auth } },
});

const seconds = (): string => String(Math.floor(Date.now() / 1_000));
const standard = (secret: string, body: string): Readonly<Record<string, string>> => {
  const [id, time] = ['msg-1', seconds()];
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` };
};

const alertmanager = (name: string, auth: object, headers: Sender['headers']): Sender => ({
  ...{ connector: 'alertmanager', name: `alertmanager-${name}`, settings: { auth }, headers },
});

export const senders: readonly Sender[] = [
  alertmanager('bearer', { type: 'bearer', secret: one }, ways.bearer.headers),
  alertmanager('basic', { type: 'basic', user: 'junctor', secret: one }, ways.basic.headers),
  alertmanager('hmac', { type: 'hmac', secret: one }, (secret, body) => ({ 'x-signature-256': hex(secret, body) })),
  ...['azure-monitor', 'cloudevents', 'datadog', 'grafana', 'nagios', 'opsgenie', 'zabbix'].flatMap(byToken),
  {
    ...{ connector: 'grafana', name: 'grafana-hmac', settings: { auth: { type: 'hmac', secrets: [one] } } },
    headers: (secret, body) => ({ 'x-grafana-alerting-signature': hex(secret, body) }),
  },
  {
    ...{ connector: 'github', name: 'github-hmac', settings: { secrets: [one] } },
    headers: (secret, body) => ({
      'x-hub-signature-256': `sha256=${hex(secret, body)}`,
      'x-github-event': 'issues',
      'x-github-delivery': 'd-1',
    }),
  },
  {
    ...{ connector: 'gitlab', name: 'gitlab-header', settings: { secrets: [one] } },
    headers: (secret) => ({ 'x-gitlab-token': secret }),
  },
  {
    ...{ connector: 'pagerduty', name: 'pagerduty-hmac', settings: { webhookSecrets: [one] } },
    headers: (secret, body) => ({ 'x-pagerduty-signature': `v1=${hex(secret, body)}` }),
  },
  {
    ...{ connector: 'pagerduty', name: 'pagerduty-legacy', settings: { legacyWebhook: { header: 'x-legacy', secrets: [one] } } },
    headers: (secret) => ({ 'x-legacy': secret }),
  },
  {
    ...{ connector: 'email', name: 'email-basic', settings: { receive: { auth: ways.basic.auth } } },
    headers: (secret) => ({ ...ways.basic.headers(secret), 'content-type': 'message/rfc822' }),
  },
  {
    ...{ connector: 'servicenow', name: 'servicenow-callouts', headers: ways.bearer.headers },
    settings: { auth: { type: 'basic', user: 'junctor', secret: one }, callouts: { secret: one } },
  },
  {
    ...{ connector: 'jira', name: 'jira-hmac' },
    settings: { auth: { type: 'basic', user: 'j@example.org', secret: one }, project: 'OPS', source: { secrets: [one] } },
    headers: (secret, body) => ({ 'x-hub-signature': `sha256=${hex(secret, body)}` }),
  },
  described('bearer', ways.bearer.auth, ways.bearer.headers),
  described('basic', ways.basic.auth, ways.basic.headers),
  described('header', ways.header.auth, ways.header.headers),
  described('hmac', { type: 'hmac', secrets: [one], header: 'x-signature', prefix: 'sha256=' }, (secret, body) => ({
    'x-signature': `sha256=${hex(secret, body)}`,
  })),
  described('standard', { type: 'standard-webhooks', secrets: [one] }, standard),
];

/** Connectors that take webhooks and share no secret with their sender: signed by a certificate, or by a token of somebody else. */
export const withoutSecret: readonly string[] = ['aws-sns'];
