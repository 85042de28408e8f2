/**
 * Puts files into a folder that somebody else empties, each delivery once. The parts are written and synced under hidden names, then a mark
 * of the delivery, then they are renamed. So after a crash it can be told what was done, though the file may be gone by then: with the mark, a part
 * that is still hidden was never shown, and one that is not was; without the mark, nothing was shown.
 */
import { renameSync } from 'node:fs';
import { access, mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from '#libs/connector-kit';

export interface DropFile {
  readonly name: string;
  readonly text: string;
}

export interface DropFolder {
  /** Shows the files in this order. `mayShow` is asked right before and throws when it may not. Throws the file system's error. */
  drop(delivery: string, files: readonly DropFile[], mayShow: () => void): Promise<void>;
}

const DAY_MS = 86_400_000;
/** Old marks are looked for once in so many drops. */
const TIDY_EVERY = 1_000;

async function synced(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function write(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );

/** `delivery` is a file name: letters, digits and hyphens. */
export function createDropFolder(folder: string, rememberDays: number): DropFolder {
  const hidden = join(folder, '.junctor');
  const partOf = (delivery: string, at: number): string => join(hidden, `${delivery}.${at}.part`);
  let drops = 0;

  async function prepare(delivery: string, files: readonly DropFile[]): Promise<void> {
    for (const [at, { text }] of files.entries()) await write(partOf(delivery, at), text);
    await write(join(hidden, `${delivery}.mark`), '');
    await synced(hidden);
  }

  async function tidy(): Promise<void> {
    const before = Date.now() - rememberDays * DAY_MS;
    for (const name of await readdir(hidden)) {
      const path = join(hidden, name);
      const age = await stat(path).catch(() => null); // another process may have tidied it away
      if (age !== null && age.mtimeMs < before) await rm(path, { force: true });
    }
  }

  return {
    async drop(delivery, files, mayShow) {
      await mkdir(hidden, { recursive: true });
      if (drops++ % TIDY_EVERY === 0) await tidy();
      if (!(await exists(join(hidden, `${delivery}.mark`)))) await prepare(delivery, files);
      for (const [at, { name }] of files.entries()) {
        const part = partOf(delivery, at);
        if (!(await exists(part))) continue;
        mayShow();
        renameSync(part, join(folder, name));
      }
      await synced(folder);
    },
  };
}
