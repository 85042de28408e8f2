/** Webhooks back, with Atlassian's headers: the identifier is the same over every repeat (formats.md, Jira webhooks). */
import { createHmac, randomUUID } from 'node:crypto';
import { createOutgoing, type OutgoingQueue } from '#simulators/kit';
import { accountOf, type Who } from './accounts.ts';

export interface Told {
  /** As in jira:issue_created. */
  readonly event: string;
  readonly issueId: string;
  readonly who: Who;
  /** Epoch milliseconds. */
  readonly at: number;
  /** What is told beside event, time and user: the issue, and a comment where it is about one. */
  readonly about: object;
}

export interface WebhookSender {
  readonly counters: OutgoingQueue['counters'];
  send(told: Told): void;
  close(): Promise<void>;
}

export function createWebhooks(url: string | null, secret: string | null): WebhookSender {
  const queue = createOutgoing({ url, timeoutMs: 10_000, tries: 5, pauseMs: 500 });
  return {
    counters: queue.counters,
    close: () => queue.close(),
    send({ event, issueId, who, at, about }) {
      const body = JSON.stringify({ timestamp: at, webhookEvent: event, user: accountOf(who), ...about });
      const identifier = randomUUID();
      const signature = secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
      queue.send({
        resource: issueId,
        body,
        headers: (retry) => ({
          'X-Atlassian-Webhook-Identifier': identifier,
          'X-Atlassian-Webhook-Flow': 'Primary',
          ...(retry > 0 && { 'X-Atlassian-Webhook-Retry': String(retry) }),
          ...(signature !== null && { 'X-Hub-Signature': `sha256=${signature}` }),
        }),
      });
    },
  };
}
