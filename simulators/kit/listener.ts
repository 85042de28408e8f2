/** A listening server that can be away for a while: connections are refused, as when the process is gone, and it comes back on its port. */
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const HOST = '127.0.0.1';
/** Requests under way when it goes away are answered, but not waited for longer than this. */
const DRAIN_MS = 2_000;
const TRIES = 100;
const PAUSE_MS = 50;

export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, 1024, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS).unref();
    server.close((error) => {
      clearTimeout(late); // it must not hit who comes when it is back
      if (error) reject(error);
      else resolve();
    });
    server.closeIdleConnections();
  });
}

export interface Listener {
  /** True from the moment that it goes away: what still comes in on an open connection is to be cut. */
  isAway(): boolean;
  /** Resolves when it is back. */
  goAway(forMs: number): Promise<void>;
  /** Stops for good, whether it is away or not. */
  close(): Promise<void>;
}

export function createListener(server: Server, port: number): Listener {
  const closing = new AbortController();
  let away: Promise<void> | null = null;

  /** Another process may have taken the port for a moment. */
  async function comeBack(): Promise<void> {
    for (let tries = 1; !closing.signal.aborted; tries += 1) {
      try {
        await listen(server, port);
        return;
      } catch (error) {
        if (tries === TRIES) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }

  async function leave(forMs: number): Promise<void> {
    const stopped = stop(server);
    await sleep(forMs, undefined, { signal: closing.signal }).catch(() => undefined); // woken by close
    await stopped;
    await comeBack();
    away = null;
  }

  return {
    isAway: () => away !== null,
    goAway(forMs) {
      away ??= leave(forMs);
      return away;
    },
    async close() {
      closing.abort();
      await away;
      if (server.listening) await stop(server);
    },
  };
}
