import { AsyncLocalStorage } from 'node:async_hooks';
import type { Host } from './host.ts';
import { createQueue, type Entry } from './queue.ts';
import { quiet } from './real.ts';
import type { Streams } from './streams.ts';

/** Virtual time and the one queue of everything that happens. Milliseconds since the start of the run, fractions included. */
export interface Clock {
  now(): number;
  /** Epoch milliseconds by the one clock that is right: the database's, the broker's. */
  epoch(): number;
  /** The same by the wall clock of whoever asks, as Date.now() answers inside the simulation. */
  wall(): number;
  /** Runs later, on a host or (null) on nobody's: a network, a broker, a destination. */
  at(host: Host | null, time: number, run: () => void): Entry;
  after(host: Host | null, delay: number, run: () => void): Entry;
  /** The host whose code runs now. */
  current(): Host | null;
  /** Runs as nobody's code: what it schedules survives every host. */
  outside<T>(run: () => T): T;
  inside<T>(host: Host, run: () => T): T;
  /** Runs events until `done`, the queue is empty, or virtual time passes `until`. */
  run(until: number, done: () => boolean): Promise<void>;
  /** Number of events run so far. */
  readonly events: number;
}

/** 2026-03-01T00:00:00Z: any fixed moment does. */
export const startOfTime = Date.UTC(2026, 2, 1);

export function createClock(streams: Streams): Clock {
  const queue = createQueue();
  const context = new AsyncLocalStorage<Host | undefined>();
  let now = 0;
  let events = 0;

  function at(host: Host | null, time: number, run: () => void): Entry {
    return queue.add({ time: Math.max(time, now), tie: streams.of(host?.name ?? 'nobody').next(), host, run, cancelled: false });
  }

  /** Moves what a stopped process would have got to the moment it wakes up, in the order it was due. */
  function deferred(entry: Entry): boolean {
    const { host } = entry;
    if (!host || host.stalledUntil <= entry.time) return false;
    entry.tie = -1 + entry.time * 1e-9;
    entry.time = host.stalledUntil;
    queue.add(entry);
    return true;
  }

  const clock: Clock = {
    now: () => now,
    epoch: () => startOfTime + Math.floor(now),
    wall: () => startOfTime + Math.floor(now) + (context.getStore()?.skewMs ?? 0),
    at,
    after: (host, delay, run) => at(host, now + delay, run),
    current: () => context.getStore() ?? null,
    outside: (run) => context.run(undefined, run),
    inside: (host, run) => context.run(host, run),
    async run(until, done) {
      while (!done()) {
        const entry = queue.take(until);
        if (entry === null) {
          now = Math.max(now, Math.min(until, now + 1));
          return;
        }
        now = entry.time;
        if (entry.cancelled || entry.host?.dead || deferred(entry)) continue;
        events++;
        context.run(entry.host ?? undefined, entry.run);
        await quiet();
      }
    },
    get events() {
      return events;
    },
  };
  return clock;
}
