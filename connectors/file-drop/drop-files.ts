/**
 * Puts files into a folder that somebody else empties, each delivery once. The parts are written and synced under hidden names, then a mark
 * of the delivery, then they are renamed. So after a crash it can be told what was done, though the file may be gone by then: with the mark, a part
 * that is still hidden was never shown, and one that is not was; without the mark, nothing was shown.
 */
import { localPlace, type Place } from './place.ts';

export interface DropFile {
  readonly name: string;
  readonly text: string;
}

export interface DropFolder {
  /** Shows the files in this order. `mayShow` is asked right before and throws when it may not. Throws the place's error. */
  drop(delivery: string, files: readonly DropFile[], mayShow: () => void): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Old marks are looked for once in so many drops. */
const TIDY_EVERY = 1_000;

/** `delivery` is a file name: letters, digits and hyphens. */
export function createDropFolder(folder: string, rememberDays: number, place: Place = localPlace): DropFolder {
  const hidden = `${folder}/.junctor`;
  const partOf = (delivery: string, at: number): string => `${hidden}/${delivery}.${at}.part`;
  let drops = 0;

  async function prepare(delivery: string, files: readonly DropFile[]): Promise<void> {
    for (const [at, { text }] of files.entries()) await place.write(partOf(delivery, at), text);
    await place.write(`${hidden}/${delivery}.mark`, '');
    await place.settle(hidden);
  }

  async function tidy(): Promise<void> {
    const before = Date.now() - rememberDays * DAY_MS;
    for (const { name, modifiedAt } of await place.list(hidden)) if (modifiedAt < before) await place.remove(`${hidden}/${name}`);
  }

  return {
    async drop(delivery, files, mayShow) {
      await place.makeFolder(hidden);
      if (drops++ % TIDY_EVERY === 0) await tidy();
      if (!(await place.exists(`${hidden}/${delivery}.mark`))) await prepare(delivery, files);
      for (const [at, { name }] of files.entries()) {
        const part = partOf(delivery, at);
        if (!(await place.exists(part))) continue;
        mayShow();
        await place.rename(part, `${folder}/${name}`);
      }
      await place.settle(folder);
    },
  };
}
