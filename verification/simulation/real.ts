/** Node's own time and chance, kept before product code is given the simulation's. */
export const real = { now: Date.now, random: Math.random, elapsed: performance.now.bind(performance), immediate: globalThis.setImmediate };

const turnsEvery = 512;
let asked = 0;

/**
 * Resolves when all that promises and ticks have to do is done: a tick waits until no microtask is left. Two, since what a tick of the
 * code itself begins comes behind the first. The event loop turns now and then only, for what Node tells about rejections.
 */
export const quiet = (): Promise<void> =>
  new Promise((resolve) => {
    asked++;
    if (asked % turnsEvery === 0) real.immediate(resolve);
    else process.nextTick(() => process.nextTick(resolve));
  });

export const realNow = (): number => real.now();
