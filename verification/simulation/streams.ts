import { createRandom, type Random } from '#verification/data';

/**
 * Chance by name: what one place draws does not change what another gets, so that a history with something left out goes on as before
 * wherever that did not matter.
 */
export interface Streams {
  of(name: string): Random;
}

export function createStreams(seed: number): Streams {
  const known = new Map<string, Random>();
  return {
    of(name) {
      const before = known.get(name);
      if (before) return before;
      const made = createRandom(hashOf(name, seed));
      known.set(name, made);
      return made;
    },
  };
}

/** FNV-1a, begun with the seed. */
function hashOf(name: string, seed: number): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
