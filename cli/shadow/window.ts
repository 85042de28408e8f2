/** Records of a topic between two instants, over all partitions in the order of their times. Nothing is joined or committed. */
import type { LogRecord, MessageLog } from '#libs/log';

export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Read at a time from each partition: what bounds the memory. */
const chunk = 200n;

/** Records of the window, about in the order in which they were appended. Empty when there is no such topic. */
export async function* recordsBetween(log: MessageLog, topic: string, { from, to }: Window): AsyncGenerator<LogRecord> {
  const readers = await readersOf(log, topic, from);
  const heads = await Promise.all(readers.map((reader) => reader.next()));
  for (;;) {
    let first = -1;
    for (const [i, head] of heads.entries()) {
      if (head === null || head.timestamp > to) continue;
      if (first < 0 || head.timestamp < (heads[first]?.timestamp ?? 0)) first = i;
    }
    const record = heads[first];
    const reader = readers[first];
    if (!record || !reader) return;
    yield record;
    heads[first] = await reader.next();
  }
}

interface Reader {
  next(): Promise<LogRecord | null>;
}

async function readersOf(log: MessageLog, topic: string, from: number): Promise<Reader[]> {
  const admin = await log.admin();
  try {
    if (!(await admin.partitions([topic])).has(topic)) return [];
    const bounds = await admin.offsets(topic);
    return await Promise.all(
      bounds.map(async ({ partition, start, end }) =>
        readerOf(log, topic, partition, await firstAt(log, topic, partition, start, end, from), end),
      ),
    );
  } finally {
    await admin.close();
  }
}

function readerOf(log: MessageLog, topic: string, partition: number, start: bigint, end: bigint): Reader {
  let at = start;
  let buffered: LogRecord[] = [];
  return {
    async next() {
      while (buffered.length === 0 && at < end) {
        const until = at + chunk < end ? at + chunk : end;
        buffered = [...(await log.read(topic, partition, at, until))].reverse();
        at = until;
      }
      return buffered.pop() ?? null;
    },
  };
}

/** The first offset whose record is not older than `from`: append times rise with offsets, so halving finds it. */
async function firstAt(log: MessageLog, topic: string, partition: number, start: bigint, end: bigint, from: number): Promise<bigint> {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) / 2n;
    const [record] = await log.read(topic, partition, middle, middle + 1n);
    if (record !== undefined && record.timestamp >= from) high = middle;
    else low = middle + 1n;
  }
  return low;
}
