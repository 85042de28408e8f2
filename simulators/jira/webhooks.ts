/** Webhooks back, with Atlassian's headers: the identifier is the same over every repeat (formats.md, Jira webhooks). */
import { createHmac, randomUUID } from 'node:crypto';
import { createOutgoing, type OutgoingQueue } from '#simulators/kit';
import type { Issue } from './issue.ts';

export interface WebhookSender {
  readonly counters: OutgoingQueue['counters'];
  /** `event` as in jira:issue_created; `shown` is the issue as the REST API shows it. */
  send(event: string, issue: Issue, shown: object, at: number): void;
  close(): Promise<void>;
}

export function createWebhooks(url: string | null, secret: string | null, accountId: string): WebhookSender {
  const queue = createOutgoing({ url, timeoutMs: 10_000, tries: 5, pauseMs: 500 });
  return {
    counters: queue.counters,
    close: () => queue.close(),
    send(event, issue, shown, at) {
      const body = JSON.stringify({ timestamp: at, webhookEvent: event, user: { accountId }, issue: shown });
      const identifier = randomUUID();
      const signature = secret === null ? null : createHmac('sha256', secret).update(body).digest('hex');
      queue.send({
        resource: issue.id,
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
