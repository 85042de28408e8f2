import type { Random } from '#verification/data';
import type { Clock } from './clock.ts';
import type { Entry } from './queue.ts';
import { real } from './real.ts';

/** What product code gets from setTimeout: enough of Node's Timeout. */
interface Handle {
  entry: Entry | null;
  ref(): Handle;
  unref(): Handle;
  hasRef(): boolean;
}

let clock: Clock | null = null;
let random: Random | null = null;

function given<T>(value: T | null): T {
  if (value === null) throw new Error('no simulation is running');
  return value;
}

/** From now on time, timers and chance belong to this clock. */
export function follow(now: Clock, chance: Random): void {
  clock = now;
  random = chance;
}

function handle(): Handle {
  const made: Handle = { entry: null, ref: () => made, unref: () => made, hasRef: () => true };
  return made;
}

function setTimeout(run: (...given: unknown[]) => void, ms = 1, ...args: unknown[]): Handle {
  const time = given(clock);
  const made = handle();
  made.entry = time.after(time.current(), Math.max(1, Number(ms) || 1), () => run(...args));
  return made;
}

/** On a grid of its period: the many idle ticks of many stages fall together and cost one turn of the loop. */
function setInterval(run: (...given: unknown[]) => void, ms = 1, ...args: unknown[]): Handle {
  const time = given(clock);
  const made = handle();
  const next = (): void => {
    made.entry = time.at(time.current(), (Math.floor(time.now() / ms) + 1) * ms, () => {
      next();
      run(...args);
    });
  };
  next();
  return made;
}

function setImmediate(run: (...given: unknown[]) => void, ...args: unknown[]): Handle {
  const time = given(clock);
  const made = handle();
  made.entry = time.after(time.current(), 0, () => run(...args));
  return made;
}

function clear(timer: Handle | null | undefined): void {
  if (timer?.entry) timer.entry.cancelled = true;
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
  Date.now = () => (clock ? clock.epoch() : real.now());
  Math.random = () => (random ? random.next() : real.random());
  Object.defineProperty(performance, 'now', { value: () => (clock ? clock.now() : real.elapsed()), configurable: true });
}
