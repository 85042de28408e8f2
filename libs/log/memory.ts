import { createConsumer } from './memory/consumer.ts';
import { createGroup, type Group } from './memory/group.ts';
import { createStore } from './memory/store.ts';
import type { Admin, MessageLog, Producer } from './port.ts';
import { refuseOtherCounts } from './topics.ts';

export interface MemoryLogOptions {
  /** Dates appends, epoch milliseconds; the wall clock. */
  readonly now?: () => number;
  /** Runs what a network would bring later; `setImmediate`. A simulation passes its own scheduler. */
  readonly later?: (run: () => void) => void;
  /** Largest key and value together that an append takes, in bytes; Kafka's default of 1,048,588. */
  readonly maxRecordBytes?: number;
}

const MAX_RECORD_BYTES = 1_048_588;

/** A log in the memory of this process, for simulation and tests: everything made from one of these sees the same records. */
export function createMemoryLog(options: MemoryLogOptions = {}): MessageLog {
  const store = createStore(options.now ?? Date.now);
  const later = options.later ?? ((run) => void setImmediate(run));
  const groups = new Map<string, Group>();

  function groupOf(name: string): Group {
    const group = groups.get(name) ?? createGroup((topic) => store.count(topic) ?? 0);
    groups.set(name, group);
    return group;
  }

  function producer(): Producer {
    let closed = false;
    return {
      async send(records) {
        if (closed) throw new Error('the producer is closed');
        const limit = options.maxRecordBytes ?? MAX_RECORD_BYTES;
        const size = Math.max(0, ...records.map(({ key, value }) => Buffer.byteLength(key ?? '') + (value?.length ?? 0)));
        if (size > limit) throw new Error(`a record of ${size} bytes is larger than ${limit}`);
        return new Promise((resolve, reject) => {
          later(() => {
            try {
              resolve(store.append(records));
            } catch (error) {
              reject(error);
            }
          });
        });
      },
      async close() {
        closed = true;
      },
    };
  }

  const admin: Admin = {
    async ensureTopics(specs) {
      refuseOtherCounts(specs, await admin.partitions(specs.map((spec) => spec.topic)));
      for (const spec of specs) store.create(spec);
    },
    async partitions(topics) {
      const counts = topics.map((topic) => [topic, store.count(topic)] as const);
      return new Map(counts.flatMap(([topic, count]) => (count === undefined ? [] : [[topic, count]])));
    },
    async offsets(topic) {
      const count = store.count(topic);
      if (count === undefined) throw new Error(`topic ${topic} does not exist`);
      return Array.from({ length: count }, (_, partition) => ({ topic, partition, start: 0n, end: store.end({ topic, partition }) }));
    },
    committed: async (group, topic) => store.committed(group, topic),
    close: async () => undefined,
  };

  return {
    name: 'memory',
    features: { staticMembership: false, cooperativeRebalance: false },
    producer: async () => producer(),
    admin: async () => admin,
    async consumer(wanted, events) {
      const missing = wanted.topics.find((topic) => store.count(topic) === undefined);
      if (missing !== undefined) throw new Error(`topic ${missing} does not exist`);
      return createConsumer(store, groupOf(wanted.group), wanted, events, later);
    },
    async read(topic, partition, from, to) {
      return store.slice({ topic, partition }, from, Math.max(0, Number(to - from)));
    },
  };
}
