import { setTimeout as pause } from 'node:timers/promises';

export interface Target {
  readonly url: string;
  /** Sent as `Authorization: Bearer`; null sends none. */
  readonly token: string | null;
  /** Milliseconds after which no further try is begun. */
  readonly giveUpAfterMs: number;
  readonly signal?: AbortSignal;
}

export type PostResult =
  | { readonly kind: 'accepted'; readonly tries: number; readonly status: number }
  /** Answered with something that Alertmanager does not retry: the alerts would be lost. */
  | { readonly kind: 'refused'; readonly tries: number; readonly status: number }
  | { readonly kind: 'gaveUp'; readonly tries: number; readonly last: string };

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;
const ANSWER_WITHIN_MS = 15_000;

/**
 * Posts as Alertmanager does (formats.md): connection errors and 5xx are tried again with growing pauses, everything else is final.
 * A 2xx counts once its body has been read. Never throws.
 */
export async function postUntilAccepted(target: Target, body: string | Buffer): Promise<PostResult> {
  const until = Date.now() + target.giveUpAfterMs;
  let last = '';
  for (let tries = 1; ; tries++) {
    const status = await post(target, body);
    if (typeof status === 'number' && status < 300) return { kind: 'accepted', tries, status };
    if (typeof status === 'number' && status < 500) return { kind: 'refused', tries, status };
    last = typeof status === 'number' ? `status ${status}` : status;
    if (Date.now() >= until || target.signal?.aborted) return { kind: 'gaveUp', tries, last };
    await pause(Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS));
  }
}

/** The status, or the reason why there was none. */
async function post(target: Target, body: string | Buffer): Promise<number | string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'user-agent': 'Alertmanager/0.25.0' };
  if (target.token !== null) headers.authorization = `Bearer ${target.token}`;
  try {
    const bytes = typeof body === 'string' ? body : new Uint8Array(body);
    const answer = await fetch(target.url, {
      method: 'POST',
      headers,
      body: bytes,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return cause instanceof Error ? cause.message || cause.name : 'no answer';
  }
}
