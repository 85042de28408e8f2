/** Signing certificates by address: fetched once, kept while the process runs. Addresses are judged before (`certificateUrl`). */
import { createPublicKey, type KeyObject } from 'node:crypto';
import { createHttpClient, FailureError } from '#libs/connector-kit';

/** SNS has one certificate a region and changes it about once a year; more addresses than this are somebody's game. */
const MOST = 50;
/** A failed download is not repeated for every call that names it. */
const AGAIN_AFTER_MS = 10_000;
const TIMEOUT_MS = 3_000;

export type Download = (url: string) => Promise<string>;

export interface Certificates {
  /** The key behind an address. Throws FailureError (transient, down) when it can't be had now. */
  fetch(url: string): Promise<void>;
  known(url: string): KeyObject | undefined;
}

/** The text behind an https address, through the guard against addresses inside. Throws FailureError. */
async function download(url: string): Promise<string> {
  const { origin, pathname } = new URL(url);
  const client = createHttpClient({ address: origin, callTimeoutMs: TIMEOUT_MS, concurrency: 1 });
  try {
    const reply = await client.call({ method: 'GET', path: pathname });
    if (reply.status === 200) return reply.body;
    const evidence = { message: `The signing certificate was answered with ${reply.status}.` };
    throw new FailureError({ class: 'transient', scope: 'system', evidence });
  } finally {
    await client.close();
  }
}

function keyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch (error) {
    const evidence = { message: 'What came as the signing certificate is none.' };
    throw new FailureError({ class: 'transient', scope: 'system', evidence }, { cause: error });
  }
}

export function createCertificates(get: Download = download, now: () => number = () => performance.now()): Certificates {
  const keys = new Map<string, KeyObject>();
  const running = new Map<string, Promise<void>>();
  const failed = new Map<string, { readonly at: number; readonly error: unknown }>();

  async function load(url: string): Promise<void> {
    try {
      keys.set(url, keyOf(await get(url)));
      for (const oldest of keys.keys()) if (keys.size > MOST) keys.delete(oldest);
    } catch (error) {
      failed.set(url, { at: now(), error });
      for (const oldest of failed.keys()) if (failed.size > MOST) failed.delete(oldest);
      throw error;
    } finally {
      running.delete(url);
    }
  }

  return {
    known: (url) => keys.get(url),
    async fetch(url) {
      if (keys.has(url)) return;
      const before = failed.get(url);
      if (before !== undefined && now() - before.at < AGAIN_AFTER_MS) throw before.error;
      const loading = running.get(url) ?? load(url);
      running.set(url, loading);
      await loading;
    },
  };
}
