/**
 * Takes complete files, oldest first, and puts each away once its rows are safe. After a crash in between, the same rows come again with the
 * same ids, which change nothing.
 */
import { createHash } from 'node:crypto';
import { type Changed, FailureError, fileFailure, type Poller, parkedEvent, type SourceEvent } from '#libs/connector-kit';
import type { FileEntry, Place } from './place.ts';
import { FileDefect, type Row, rowsOf } from './read-file.ts';
import { FORMAT, rowEvent, type TakenFile } from './row.ts';
import type { Take } from './take-settings.ts';

const PAGE = 500;
/** At most so many files a look; the next look goes on. */
const MOST_FILES = 1_000;
/** Of a file that is refused, a person sees the beginning. */
const SHOWN_BYTES = 2_000;
const UNFINISHED = /^\.|\.(?:part|tmp|filepart|crdownload|sha256)$/i;

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface Opened {
  readonly name: string;
  readonly into: 'done' | 'refused';
  readonly hash: string;
  readonly pages: Iterator<readonly SourceEvent[]>;
}

function* pagesOf(events: Iterable<SourceEvent>): Generator<readonly SourceEvent[]> {
  const page: SourceEvent[] = [];
  for (const event of events) {
    page.push(event);
    if (page.length === PAGE) yield page.splice(0);
  }
  if (page.length > 0) yield page;
}

function* eventsOf(rows: readonly Row[], file: TakenFile, take: Take): Generator<SourceEvent> {
  for (const row of rows) yield rowEvent(row, file, take);
}

function matcher(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'));
  const names = new RegExp(`^${parts.join('[^/]*')}$`);
  return (name) => !UNFINISHED.test(name) && names.test(name);
}

/** `now` in epoch milliseconds. */
function ready(entries: readonly FileEntry[], take: Take, now: number): readonly FileEntry[] {
  const names = new Set(entries.map(({ name }) => name));
  const matches = matcher(take.pattern);
  return entries
    .filter(({ name, modifiedAt }) => matches(name) && modifiedAt <= now - take.settleSeconds * 1_000)
    .filter(({ name }) => take.control === 'none' || names.has(`${name}.sha256`))
    .sort((one, other) => one.modifiedAt - other.modifiedAt || (one.name < other.name ? -1 : 1))
    .slice(0, MOST_FILES);
}

/** Throws FileDefect. */
async function checkControl(place: Place, take: Take, folder: string, name: string, hash: string): Promise<void> {
  if (take.control === 'none') return;
  const told = (await place.read(`${folder}/${name}.sha256`)).toString('latin1').trim().slice(0, 64).toLowerCase();
  if (told !== hash) throw new FileDefect(`its control file tells another hash (${told.slice(0, 12)}… instead of ${hash.slice(0, 12)}…)`);
}

function refused(file: TakenFile, defect: string, bytes: Buffer, hash: string): Opened {
  const attributes = { file: file.name, modifiedAt: String(file.modifiedAt) };
  const cut = { format: FORMAT, record: null, eventId: `${file.id}/refused`, attributes };
  const event = parkedEvent(cut, `the file ${file.name} was refused: ${defect}`, bytes.subarray(0, SHOWN_BYTES));
  return { name: file.name, into: 'refused', hash, pages: pagesOf([event]) };
}

export function createFilePoller(place: Place, folder: string, take: Take): Poller {
  let waiting: FileEntry[] = [];
  let current: Opened | null = null;

  /** null when its sender is still at it, or somebody else has taken it. */
  async function open(entry: FileEntry): Promise<Opened | null> {
    const { name, modifiedAt, bytes: size } = entry;
    const tooLarge = size > take.maxBytes;
    const bytes = tooLarge ? Buffer.alloc(0) : await place.read(`${folder}/${name}`);
    const now = (await place.list(folder)).find((one) => one.name === name);
    if (now === undefined || now.bytes !== size || now.modifiedAt !== modifiedAt) return null;
    const hash = tooLarge ? sha256(Buffer.from(`${name}/${size}/${modifiedAt}`)) : sha256(bytes);
    const id = take.repeats === 'take' ? `${hash.slice(0, 32)}/${modifiedAt}` : hash.slice(0, 32);
    const file: TakenFile = { name, modifiedAt, id };
    try {
      if (tooLarge) throw new FileDefect(`it has ${size} bytes, at most ${take.maxBytes} are taken (\`take.maxBytes\`)`);
      await checkControl(place, take, folder, name, hash);
      const rows = rowsOf(bytes, take);
      return { name, into: 'done', hash, pages: pagesOf(eventsOf(rows, file, take)) };
    } catch (error) {
      if (!(error instanceof FileDefect)) throw error;
      return refused(file, error.message, bytes, hash);
    }
  }

  /** An earlier file of the same name stays beside it. */
  async function putAway({ name, into, hash }: Opened): Promise<void> {
    await place.makeFolder(`${folder}/${into}`);
    const there = await place.exists(`${folder}/${into}/${name}`);
    await place.rename(`${folder}/${name}`, `${folder}/${into}/${there ? `${hash.slice(0, 8)}-` : ''}${name}`);
    if (take.control !== 'none') await place.remove(`${folder}/${name}.sha256`);
    await place.settle(folder);
  }

  async function next(): Promise<Changed> {
    for (;;) {
      const page = current?.pages.next();
      if (page !== undefined && page.done !== true) return { events: page.value, next: 'more' };
      if (current !== null) await putAway(current);
      current = null;
      const entry = waiting.shift();
      if (entry === undefined) return { events: [], next: null };
      current = await open(entry);
    }
  }

  return {
    async changedSince(_sinceMs, cursor, signal) {
      try {
        signal.throwIfAborted();
        if (cursor === null) {
          current = null;
          waiting = [...ready(await place.list(folder), take, Date.now())];
        }
        return await next();
      } catch (error) {
        throw error instanceof FailureError ? error : fileFailure(error, 'taken');
      }
    },
    close: () => place.close(),
  };
}
