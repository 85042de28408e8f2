import { type Environment, openLog } from '#libs/host';
import { originHeader, topics } from '#libs/line';
import { type Codec, type Headers, header, type LogRecord, type MessageLog, readTrail } from '#libs/log';
import type { Contribution } from '#libs/model';
import { createLogger } from '#libs/telemetry';
import type { StackAddresses } from '#verification/rig';

/** What one message was accepted and mapped under. */
export interface Governed {
  /** The record at its source, and its version: the last one is what the ticket says in the end. */
  readonly record: string;
  readonly version: number;
  /** The revision that ingest stamped on the source event, and the one that mapped it. */
  readonly accepted: string | null;
  readonly mapped: string;
  /** A replay runs under the revision that is applied when it is ordered. */
  readonly replayed: boolean;
  readonly title: string;
  readonly phase: string;
}

export interface Governing {
  /** Every contribution so far, those of one ticket in the order of the log; each record is read once. */
  read(): Promise<readonly Governed[]>;
}

export async function openGoverning(stack: StackAddresses): Promise<Governing> {
  const { kafkaBrokers, registryUrl: SCHEMA_REGISTRY_URL } = stack;
  const env = { KAFKA_BROKERS: [...kafkaBrokers], SCHEMA_REGISTRY_URL, JUNCTOR_LOG_CLIENT: 'platformatic', JUNCTOR_REPLICATION: 1 };
  const { log, codec } = await openLog(env as Environment, createLogger('changes', 'warn'), 'changes');
  const found: Governed[] = [];
  const captured = new Map<string, Headers>();
  const newDeliveries = follow(log, topics.delivery);
  const newEvents = follow(log, topics.raw);
  return {
    async read() {
      const deliveries = await newDeliveries();
      // Read afterwards, so that the event behind each delivery is among them.
      for (const { partition, offset, headers } of await newEvents()) captured.set(`${partition}/${offset}`, headers);
      await codec.prepare(deliveries.map(({ value }) => value));
      found.push(...deliveries.map((record) => governed(record, codec, captured)));
      return found;
    },
  };
}

/** Gives what came to a topic since it was asked last. */
function follow(log: MessageLog, topic: string): () => Promise<LogRecord[]> {
  const next = new Map<number, bigint>();
  return async () => {
    const admin = await log.admin();
    const bounds = await admin.offsets(topic).finally(() => admin.close());
    const records: LogRecord[] = [];
    for (const { partition, start, end } of bounds) {
      const from = next.get(partition) ?? start;
      if (end > from) records.push(...(await log.read(topic, partition, from, end)));
      next.set(partition, end);
    }
    return records;
  };
}

function governed({ value, headers }: LogRecord, codec: Codec, captured: ReadonlyMap<string, Headers>): Governed {
  const decoded = codec.decode(topics.delivery, value);
  if (!decoded.ok) throw new Error(`a contribution can not be decoded: ${decoded.message}`);
  const { system, record, version, revision: mapped, phase, want } = decoded.value as Contribution;
  const hop = readTrail(headers).find(({ topic }) => topic === topics.raw);
  const event = hop && captured.get(`${hop.partition}/${hop.offset}`);
  const { title = '' } = (JSON.parse(want) as { ticket: { title?: string } }).ticket;
  const accepted = (event && header(event, 'junctor-revision')) ?? null;
  const replayed = event !== undefined && header(event, originHeader) !== undefined;
  return { record: `${system}/${record}`, version, accepted, mapped, replayed, title, phase };
}
