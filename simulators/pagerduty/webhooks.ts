/** Webhooks v3 back: one `v1=` signature for every secret, so that a secret can be rotated (formats.md, PagerDuty webhooks v3). */
import { createHmac, randomUUID } from 'node:crypto';
import { createOutgoing, type OutgoingQueue } from '#simulators/kit';
import type { Incident } from './incident.ts';

export interface WebhookSender {
  readonly counters: OutgoingQueue['counters'];
  /** `by` is the person who acted; null for an integration. */
  send(type: string, incident: Incident, by: string | null, at: number): void;
  close(): Promise<void>;
}

const HOME = 'https://sandbox.pagerduty.example';
const reference = (type: string, id: string, summary: string): object => ({
  id,
  type: `${type}_reference`,
  summary,
  html_url: `${HOME}/${type}s/${id}`,
});

function eventOf(type: string, incident: Incident, by: string | null, at: number): object {
  const { id, number, status, key, title, urgency, createdAt } = incident;
  const data = {
    id,
    type: 'incident',
    self: `${HOME}/incidents/${id}`,
    html_url: `${HOME}/incidents/${id}`,
    number,
    status,
    incident_key: key,
    created_at: createdAt,
    title,
    urgency,
    service: reference('service', 'PSERV01', 'Clusters'),
    assignees: status === 'resolved' ? [] : [reference('user', 'PUSER01', 'On Call')],
    escalation_policy: reference('escalation_policy', 'PESC001', 'Default'),
    teams: [],
    priority: null,
    resolve_reason: null,
  };
  const agent = by === null ? reference('inbound_integration', 'PINT001', 'Events API v2') : reference('user', 'PUSER02', by);
  const event = {
    id: randomUUID(),
    event_type: type,
    resource_type: 'incident',
    occurred_at: new Date(at).toISOString(),
    agent,
    client: null,
    data,
  };
  return { event };
}

/** The header for one body. */
export function signatureHeader(body: string, secrets: readonly string[]): string {
  return secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`).join(',');
}

export function createWebhooks(url: string | null, secrets: readonly string[]): WebhookSender {
  const queue = createOutgoing({ url, timeoutMs: 5_000, tries: 5, pauseMs: 500 });
  return {
    counters: queue.counters,
    close: () => queue.close(),
    send(type, incident, by, at) {
      const body = JSON.stringify(eventOf(type, incident, by, at));
      queue.send({ resource: incident.id, body, headers: () => ({ 'X-PagerDuty-Signature': signatureHeader(body, secrets) }) });
    },
  };
}
