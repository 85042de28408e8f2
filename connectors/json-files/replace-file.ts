/** Whole files only: written beside, fsynced, renamed over (F37). A reader sees the old or the new text, never a part. */
import { renameSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

let unique = 0;

/**
 * `before` is run right before the new text takes the old one's place, with nothing in between, and throws when it may not. Throws what
 * it throws, or the file system's error; nothing is left of a try that failed.
 */
export async function replaceFile(path: string, text: string, before: () => void): Promise<void> {
  unique += 1;
  const temporary = join(dirname(path), `.${process.pid}-${unique}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    before();
    renameSync(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes renames in a folder durable; calls that come while one fsync runs share the next one. */
export function createFolderSync(folder: string): () => Promise<void> {
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  async function sync(): Promise<void> {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  return function syncFolder(): Promise<void> {
    if (running === null) {
      running = sync().finally(() => {
        running = null;
      });
      return running;
    }
    // One that is under way may have started before our rename: only the one after it counts.
    next ??= running
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        next = null;
        return syncFolder();
      });
    return next;
  };
}
