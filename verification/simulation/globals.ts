import type { Clock } from './clock.ts';
import type { Host } from './host.ts';
import type { Entry } from './queue.ts';
import { real } from './real.ts';
import type { Streams } from './streams.ts';

/** What product code gets from setTimeout: enough of Node's Timeout. */
interface Handle {
  entry: Entry | null;
  end: (() => void) | null;
  ref(): Handle;
  unref(): Handle;
  hasRef(): boolean;
}

let clock: Clock | null = null;
let streams: Streams | null = null;

function given<T>(value: T | null): T {
  if (value === null) throw new Error('no simulation is running');
  return value;
}

/** From now on time, timers and chance belong to this clock. */
export function follow(now: Clock, chance: Streams): void {
  clock = now;
  streams = chance;
  beats = new WeakMap();
}

function handle(): Handle {
  const made: Handle = { entry: null, end: null, ref: () => made, unref: () => made, hasRef: () => true };
  return made;
}

function setTimeout(run: (...given: unknown[]) => void, ms = 1, ...args: unknown[]): Handle {
  const time = given(clock);
  const made = handle();
  made.entry = time.after(time.current(), Math.max(1, Number(ms) || 1), () => run(...args));
  return made;
}

interface Beat {
  readonly runs: Set<() => void>;
}

/** The intervals of each process, by period. */
let beats = new WeakMap<object, Map<number, Beat>>();
const nobody = {};

/** On a grid of its period: all intervals of one process and period are one event, since most of their ticks find nothing to do. */
function setInterval(run: (...given: unknown[]) => void, ms = 1, ...args: unknown[]): Handle {
  const time = given(clock);
  const host = time.current();
  const known = beats.get(host ?? nobody) ?? new Map<number, Beat>();
  beats.set(host ?? nobody, known);
  const beat = known.get(ms) ?? begin(known, host, ms);
  const made = handle();
  const tick = (): void => run(...args);
  beat.runs.add(tick);
  made.end = () => void beat.runs.delete(tick);
  return made;
}

function begin(known: Map<number, Beat>, host: Host | null, ms: number): Beat {
  const time = given(clock);
  const beat: Beat = { runs: new Set() };
  known.set(ms, beat);
  const next = (): void => {
    time.at(host, (Math.floor(time.now() / ms) + 1) * ms, () => {
      if (beat.runs.size === 0) {
        known.delete(ms);
        return;
      }
      next();
      for (const tick of [...beat.runs]) tick();
    });
  };
  next();
  return beat;
}

function setImmediate(run: (...given: unknown[]) => void, ...args: unknown[]): Handle {
  const time = given(clock);
  const made = handle();
  made.entry = time.after(time.current(), 0, () => run(...args));
  return made;
}

function clear(timer: Handle | null | undefined): void {
  if (timer?.entry) timer.entry.cancelled = true;
  timer?.end?.();
}

function timeout(ms: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')), ms);
  return controller.signal;
}

/** Puts virtual time in place of Node's, for the rest of this process. */
export function takeOverGlobals(): void {
  Object.assign(globalThis, { setTimeout, setInterval, setImmediate, clearTimeout: clear, clearInterval: clear, clearImmediate: clear });
  Object.assign(AbortSignal, { timeout });
  Date.now = () => (clock ? clock.wall() : real.now());
  Math.random = () => (clock && streams ? streams.of(`chance ${clock.current()?.name ?? ''}`).next() : real.random());
  Object.defineProperty(performance, 'now', { value: () => (clock ? clock.now() : real.elapsed()), configurable: true });
}
