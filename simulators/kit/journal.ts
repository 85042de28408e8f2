/**
 * An append-only JSONL file whose lines are on disk before `append` resolves. Lines that arrive while one fsync is in
 * flight are written together by the next one (group commit), so that thousands of durable lines a second are possible.
 */
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface Journal {
  /** Resolves once the line is on disk; rejects when it could not be written (the caller must then not answer). */
  append(line: object): Promise<void>;
  /** Writes what is pending and closes the file. */
  close(): Promise<void>;
  /** Lines appended and fsyncs done since the start. */
  stats(): { readonly lines: number; readonly syncs: number };
}

interface Waiting {
  readonly text: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

async function writeAll(file: FileHandle, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  let written = 0;
  while (written < bytes.length) written += (await file.write(bytes, written)).bytesWritten;
  await file.datasync();
}

/** Opens (creates) the file for appending; a torn last line, left by a kill, is cut off first. `null` keeps nothing on disk. */
export async function openJournal(path: string | null): Promise<Journal> {
  const file = path === null ? null : await openForAppend(path);
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let lines = 0;
  let syncs = 0;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      await nextTurn(); // lets requests of the same event-loop turn join this batch
      const batch = waiting;
      waiting = [];
      try {
        if (file !== null) await writeAll(file, batch.map((one) => one.text).join(''));
        syncs += 1;
        lines += batch.length;
        for (const one of batch) one.resolve();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    running = null;
  }

  return {
    append: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ text: `${JSON.stringify(line)}\n`, resolve, reject });
        running ??= drain();
      }),
    close: async () => {
      while (running !== null) await running;
      await file?.close();
    },
    stats: () => ({ lines, syncs }),
  };
}

async function openForAppend(path: string): Promise<FileHandle> {
  await mkdir(dirname(path), { recursive: true });
  const whole = await endOfLastLine(path);
  const file = await open(path, 'a');
  await file.truncate(whole);
  return file;
}

/** Bytes up to and including the last newline; 0 when the file does not exist. */
async function endOfLastLine(path: string): Promise<number> {
  const file = await openIfThere(path);
  if (file === null) return 0;
  try {
    let end = (await file.stat()).size;
    const chunk = Buffer.alloc(65_536);
    while (end > 0) {
      const from = Math.max(0, end - chunk.length);
      const { bytesRead } = await file.read(chunk, 0, end - from, from);
      const newline = chunk.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (newline >= 0) return from + newline + 1;
      end = from;
    }
    return 0;
  } finally {
    await file.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Every whole line of a journal, parsed, oldest first; nothing when the file does not exist. A torn last line is left out. */
export async function* readJournal(path: string): AsyncGenerator<unknown> {
  const file = await openIfThere(path);
  if (file === null) return;
  let rest = '';
  for await (const chunk of file.createReadStream({ encoding: 'utf8' })) {
    const parts = (rest + String(chunk)).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) if (line !== '') yield JSON.parse(line);
  }
}
