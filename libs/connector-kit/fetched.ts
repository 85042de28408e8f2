/** What is read from an address of the internet to judge calls by, such as a signing certificate: fetched once, kept, and never asked for in a storm. */
import { FailureError } from '#libs/failures';
import { createHttpClient } from './http.ts';

/** More addresses than a healthy workspace has are somebody's game. */
const MOST = 50;
const TIMEOUT_MS = 3_000;

export type Get = (url: string) => Promise<string>;

export interface Fetched<T> {
  known(url: string): T | undefined;
  /** Fetches what is not known. Throws FailureError when it can't be had; the same for a while after, without asking again. */
  fetch(url: string): Promise<void>;
  /** Fetches it again, unless it was fetched a short while ago. Throws as `fetch`. */
  refresh(url: string): Promise<void>;
}

/** The text behind an https address whose form the caller has judged, through the guard against addresses inside. Throws FailureError. */
async function textBehind(url: string): Promise<string> {
  const { origin, pathname } = new URL(url);
  const client = createHttpClient({ address: origin, callTimeoutMs: TIMEOUT_MS, concurrency: 1 });
  try {
    const reply = await client.call({ method: 'GET', path: pathname });
    if (reply.status === 200) return reply.body;
    throw new FailureError({ class: 'transient', scope: 'system', evidence: { message: `${origin} answered with ${reply.status}.` } });
  } finally {
    await client.close();
  }
}

/** `read` makes of the text what is kept, and throws FailureError when it can't. `againAfterMs`: between two downloads from one address. */
export function createFetched<T>(
  read: (text: string) => T,
  againAfterMs: number,
  get: Get = textBehind,
  now: () => number = () => performance.now(),
): Fetched<T> {
  const values = new Map<string, T>();
  const running = new Map<string, Promise<void>>();
  const tried = new Map<string, { readonly at: number; readonly error: unknown }>();

  function remember<V>(map: Map<string, V>, url: string, value: V): void {
    map.delete(url);
    map.set(url, value);
    for (const oldest of map.keys()) if (map.size > MOST) map.delete(oldest);
  }

  async function load(url: string): Promise<void> {
    let error: unknown = null;
    try {
      remember(values, url, read(await get(url)));
    } catch (thrown) {
      error = thrown;
      throw thrown;
    } finally {
      remember(tried, url, { at: now(), error });
      running.delete(url);
    }
  }

  async function refresh(url: string): Promise<void> {
    const last = tried.get(url);
    if (last !== undefined && now() - last.at < againAfterMs) {
      if (last.error !== null) throw last.error;
      return;
    }
    const loading = running.get(url) ?? load(url);
    running.set(url, loading);
    await loading;
  }

  return {
    known: (url) => values.get(url),
    refresh,
    fetch: async (url) => {
      if (!values.has(url)) await refresh(url);
    },
  };
}
