import { type Environment, openCodec } from '#libs/host';
import { topics } from '#libs/line';
import { createLog } from '#libs/log';
import type { Outcome } from '#libs/model';
import type { LineUp } from '#verification/demo';

/** Reads on in the outcome topic: deliveries whose own outcome says that they may have been sent twice. */
export function createDeclared(line: LineUp): () => Promise<ReadonlySet<string>> {
  const declared = new Set<string>();
  const next = new Map<number, bigint>();
  const kind: Environment['JUNCTOR_LOG_CLIENT'] = 'platformatic';
  return async () => {
    const log = createLog(kind, { brokers: line.stack.kafkaBrokers, clientId: 'declared' });
    const codec = await openCodec(line.stack.registryUrl);
    const admin = await log.admin();
    try {
      for (const { partition, start, end } of await admin.offsets(topics.outcome)) {
        const from = next.get(partition) ?? start;
        if (end <= from) continue;
        const records = await log.read(topics.outcome, partition, from, end);
        await codec.prepare(records.map((record) => record.value));
        for (const record of records) {
          const decoded = codec.decode(topics.outcome, record.value);
          if (!decoded.ok) throw new Error(`an outcome of our own cannot be read: ${decoded.message}`);
          const outcome = decoded.value as Outcome;
          if (outcome.possibleDuplicate) for (const id of outcome.deliveryIds) declared.add(id);
        }
        next.set(partition, end);
      }
    } finally {
      await admin.close();
    }
    return declared;
  };
}
