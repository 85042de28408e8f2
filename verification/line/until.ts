import { pause } from '#libs/stage';

const LOOKS = 1_000;
const EVERY_MS = 25;

/** Looks until there is something to see, and gives it back; throws when nothing is within 25 s. */
export async function until<T>(what: string, look: () => T | Promise<T>): Promise<Exclude<T, null | undefined | false>> {
  for (let turn = 0; turn < LOOKS; turn++) {
    const found = await look();
    if (found !== null && found !== undefined && found !== false) return found as Exclude<T, null | undefined | false>;
    await pause(EVERY_MS);
  }
  throw new Error(`${what} did not come`);
}
