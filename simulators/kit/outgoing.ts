/**
 * Webhooks back: one queue a resource, so that the order of a record is kept and one record's trouble stops no other; an
 * answer that is not 2xx is repeated, a limited number of times.
 */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Outgoing {
  /** Names the queue: events of one resource leave in order. */
  readonly resource: string;
  readonly body: string;
  /** Headers of one try; `retry` is 0 at the first. */
  headers(retry: number): Readonly<Record<string, string>>;
}

export interface OutgoingOptions {
  /** null sends nothing. */
  readonly url: string | null;
  /** Time the receiver has to answer, milliseconds. */
  readonly timeoutMs: number;
  readonly tries: number;
  /** Wait before the second try, milliseconds; doubled each time. */
  readonly pauseMs: number;
}

export interface OutgoingQueue {
  readonly counters: { sent: number; repeated: number; givenUp: number };
  send(one: Outgoing): void;
  /** Gives up what waits for another try, and waits for the rest. */
  close(): Promise<void>;
}

async function post(url: string, one: Outgoing, retry: number, timeoutMs: number): Promise<boolean> {
  const headers = { 'content-type': 'application/json', ...one.headers(retry) };
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: one.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false; // no answer counts as a bad one: it is repeated
  }
}

export function createOutgoing(options: OutgoingOptions): OutgoingQueue {
  const counters = { sent: 0, repeated: 0, givenUp: 0 };
  const queues = new Map<string, Promise<void>>();
  const closing = new AbortController();

  async function deliver(url: string, one: Outgoing): Promise<void> {
    for (let retry = 0; retry < options.tries && !closing.signal.aborted; retry += 1) {
      if (retry > 0) {
        counters.repeated += 1;
        await sleep(options.pauseMs * 2 ** (retry - 1), undefined, { signal: closing.signal }).catch(() => undefined);
      }
      if (await post(url, one, retry, options.timeoutMs)) {
        counters.sent += 1;
        return;
      }
    }
    counters.givenUp += 1;
  }

  return {
    counters,
    send(one) {
      const { url } = options;
      if (url === null || closing.signal.aborted) return;
      const next = (queues.get(one.resource) ?? Promise.resolve()).then(() => deliver(url, one));
      queues.set(one.resource, next);
      void next.then(() => {
        if (queues.get(one.resource) === next) queues.delete(one.resource);
      });
    },
    async close() {
      closing.abort();
      await Promise.all(queues.values());
    },
  };
}
