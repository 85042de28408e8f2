/** Node's own time and chance, kept before product code is given the simulation's. */
export const real = { now: Date.now, random: Math.random, elapsed: performance.now.bind(performance), immediate: globalThis.setImmediate };

/** Resolves when everything that the event loop holds as microtasks is done. */
export const quiet = (): Promise<void> => new Promise((resolve) => void real.immediate(resolve));

export const realNow = (): number => real.now();
