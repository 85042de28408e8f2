/** Records for topics of other systems, apart from the line's own outbox: a topic that takes nothing delays no outcome. */
import { FailureError, notOurs, type TopicWriter } from '#libs/connector-kit';
import { type MessageLog, partitionFor, type SubjectEncoder } from '#libs/log';
import { createOutbox, type Runnable } from '#libs/stage';
import type { Logger } from '#libs/telemetry';

/** Partitions of a topic are asked for again after this long: a consumer of ours must not see a key move later than that. */
const KNOWN_MS = 60_000;
const CLOSE_MS = 3_000;

function fail(
  kind: 'invalid' | 'down' | 'unknown',
  scope: 'system' | 'record',
  message: string,
  hint?: string,
  cause?: unknown,
): FailureError {
  return new FailureError({ class: kind, scope, evidence: { message, ...(hint !== undefined && { hint }) } }, { cause });
}

interface Known {
  readonly count: number | undefined;
  readonly at: number;
}

function createPartitions(log: MessageLog): (topic: string) => Promise<number> {
  const known = new Map<string, Known>();
  async function ask(topic: string): Promise<number | undefined> {
    const admin = await log.admin();
    try {
      return (await admin.partitions([topic])).get(topic);
    } finally {
      await admin.close();
    }
  }
  return async function partitionsOf(topic) {
    const last = known.get(topic);
    const fresh = last !== undefined && last.count !== undefined && performance.now() - last.at < KNOWN_MS;
    const count = fresh
      ? last.count
      : await ask(topic).catch((error: unknown) => {
          throw fail('down', 'system', `Kafka does not answer: ${String(error).slice(0, 200)}`, undefined, error);
        });
    if (!fresh) known.set(topic, { count, at: performance.now() });
    if (count === undefined)
      throw fail('invalid', 'system', `there is no topic ${topic}`, 'create it, or correct the settings of the system');
    return count;
  };
}

export function createTopicWriter(log: MessageLog, logger: Logger, encode?: SubjectEncoder): TopicWriter & Runnable {
  const outbox = createOutbox(log, {
    onFault: (error) => logger.warn({ reason: String(error) }, 'a record for a topic of another system'),
  });
  const partitionsOf = createPartitions(log);
  return {
    name: 'topic-writer',
    start: () => Promise.resolve(),
    async stop() {
      await outbox.close(CLOSE_MS);
    },
    notReady: () => null,
    ...(encode !== undefined && { encode }),
    async append({ topic, key, value, headers }, { signal, holds }, timeoutMs) {
      const partition = partitionFor(key, await partitionsOf(topic));
      if (!outbox.healthy && outbox.waiting > 0) throw fail('down', 'system', 'Kafka takes no records at the moment');
      if (holds?.() === false) throw notOurs();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const giveUp = (): void => resolve(false);
      const timer = setTimeout(giveUp, timeoutMs);
      signal.addEventListener('abort', giveUp, { once: true });
      if (signal.aborted) giveUp();
      else outbox.append([{ topic, partition, key, value, headers }], () => resolve(true), performance.now() + timeoutMs);
      const taken = await promise;
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      if (!taken) throw fail('unknown', 'record', `${topic}: no acknowledgement within ${timeoutMs} ms; the record may be there`);
    },
  };
}
