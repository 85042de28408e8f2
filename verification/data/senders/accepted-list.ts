import { type FileHandle, open } from 'node:fs/promises';

/** A list of what the other side has acknowledged, one JSON object a line, on disk before anyone is told so. */
export interface AcceptedList {
  /** Resolves after the lines are written and synced; lines of one call stay together and calls keep their order. */
  append(lines: readonly object[]): Promise<void>;
  /** Waits for what is under way and closes the file. */
  close(): Promise<void>;
}

interface Waiting {
  readonly text: string;
  done(): void;
  failed(error: unknown): void;
}

/** Appends to `path`, creating it. All calls that come while a sync is under way share the next one (group commit). */
export async function openAcceptedList(path: string): Promise<AcceptedList> {
  const file = await open(path, 'a');
  let queue: Waiting[] = [];
  let writing: Promise<void> | null = null;

  async function drain(): Promise<void> {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await commit(file, batch);
    }
    writing = null;
  }

  return {
    append(lines) {
      if (lines.length === 0) return Promise.resolve();
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
      return new Promise((done, failed) => {
        queue.push({ text, done, failed });
        writing ??= drain();
      });
    },
    async close() {
      await writing;
      await file.close();
    },
  };
}

async function commit(file: FileHandle, batch: readonly Waiting[]): Promise<void> {
  try {
    await file.appendFile(batch.map(({ text }) => text).join(''));
    await file.datasync();
    for (const waiting of batch) waiting.done();
  } catch (error) {
    for (const waiting of batch) waiting.failed(error);
  }
}
