import type { LogRecord, MessageLog } from '#libs/log';

/** Reads single records; null for one that the log does not hold any more. A log that does not answer throws: that says nothing about the record. */
export type ReadKept = (topic: string, partition: number, offset: number) => Promise<LogRecord | null>;

/** The bounds of a topic are asked for once: make a new one for every batch. */
export function createReadKept(log: Pick<MessageLog, 'read' | 'admin'>): ReadKept {
  const bounds = new Map<string, ReturnType<typeof boundsOf>>();
  return async (topic, partition, offset) => {
    const asked = bounds.get(topic) ?? boundsOf(log, topic);
    bounds.set(topic, asked);
    const at = (await asked).get(partition);
    const wanted = BigInt(offset);
    if (at === undefined || wanted < at.start || wanted >= at.end) return null;
    const [record] = await log.read(topic, partition, wanted, wanted + 1n);
    return record?.offset === wanted ? record : null;
  };
}

async function boundsOf(log: Pick<MessageLog, 'admin'>, topic: string) {
  const admin = await log.admin();
  try {
    if (!(await admin.partitions([topic])).has(topic)) return new Map<number, { start: bigint; end: bigint }>();
    return new Map((await admin.offsets(topic)).map(({ partition, start, end }) => [partition, { start, end }] as const));
  } finally {
    await admin.close();
  }
}
