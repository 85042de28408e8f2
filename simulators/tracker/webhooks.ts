/** Webhooks back: up to several events a call, signed over a timestamp and the body. */
import { createHmac, randomUUID } from 'node:crypto';
import { createOutgoing, type OutgoingQueue } from '#simulators/kit';
import type { Note, WorkItem } from './workitem.ts';

export interface WebhookSender {
  readonly counters: OutgoingQueue['counters'];
  send(kind: string, item: WorkItem, note: Note | null, actor: { readonly login: string; readonly kind: string }, at: number): void;
  close(): Promise<void>;
}

/** `X-Tracker-Signature: v1=<hex HMAC-SHA256 of "timestamp.body">`, with `X-Tracker-Timestamp` in epoch seconds. */
export function signatureHeaders(body: string, secret: string, seconds: number): Readonly<Record<string, string>> {
  const digest = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return { 'X-Tracker-Timestamp': String(seconds), 'X-Tracker-Signature': `v1=${digest}` };
}

export function createWebhooks(url: string | null, secret: string): WebhookSender {
  const queue = createOutgoing({ url, timeoutMs: 5_000, tries: 5, pauseMs: 200 });
  return {
    counters: queue.counters,
    close: () => queue.close(),
    send(kind, item, note, { login, kind: actorKind }, at) {
      const event = {
        id: randomUUID(),
        kind,
        happened: new Date(at).toISOString(),
        actor: { login, kind: actorKind },
        workitem: item,
        ...(note !== null && { note }),
      };
      const body = JSON.stringify({ hook: 'hk_1', events: [event] });
      // A repeat is signed anew, as its timestamp is that of the try.
      queue.send({ resource: item.uid, body, headers: () => signatureHeaders(body, secret, Math.floor(Date.now() / 1_000)) });
    },
  };
}
