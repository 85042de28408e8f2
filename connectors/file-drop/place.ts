/** Where files lie, so that a folder here and one at an SFTP server are worked with in the same way. All methods throw the place's own error. */
import { renameSync } from 'node:fs';
import { access, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { errorCode } from '#libs/connector-kit';

export interface FileEntry {
  readonly name: string;
  readonly bytes: number;
  /** Epoch milliseconds by the clock of the place. */
  readonly modifiedAt: number;
}

/** Paths are parted by `/`. */
export interface Place {
  /** Files of a folder, not its folders; none when there is no such folder. */
  list(folder: string): Promise<readonly FileEntry[]>;
  read(path: string): Promise<Buffer>;
  /** The whole text, on disk as far as the place can promise. */
  write(path: string, text: string): Promise<void>;
  /** In one step, to a name that nothing has; begun before it returns, so that nothing comes between it and what was asked right before. */
  rename(from: string, to: string): Promise<void>;
  exists(path: string): Promise<boolean>;
  remove(path: string): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Renames in the folder outlast a crash from here on, as far as the place can promise. */
  settle(folder: string): Promise<void>;
  close(): Promise<void>;
}

async function synced(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function entryOf(folder: string, name: string): Promise<FileEntry[]> {
  const found = await stat(`${folder}/${name}`).catch(() => null); // taken away meanwhile
  return found?.isFile() === true ? [{ name, bytes: found.size, modifiedAt: Math.floor(found.mtimeMs) }] : [];
}

const unlessMissing =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (errorCode(error) === 'ENOENT') return instead;
    throw error;
  };

/** A folder of this host, or one that is mounted. */
export const localPlace: Place = {
  async list(folder) {
    const names = await readdir(folder).catch(unlessMissing<string[]>([]));
    return (await Promise.all(names.map((name) => entryOf(folder, name)))).flat();
  },
  read: (path) => readFile(path),
  write: synced,
  async rename(from, to) {
    renameSync(from, to);
  },
  exists: (path) => access(path).then(() => true, unlessMissing(false)),
  remove: (path) => rm(path, { force: true }),
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },
  async settle(folder) {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  close: () => Promise.resolve(),
};
