import type { Admin, MessageLog, Producer } from '#libs/log';
import type { Host } from '../host.ts';
import type { World } from '../world.ts';
import { openConsumer } from './consumer.ts';

const away = (): Error => new Error('the broker did not answer');

/** The log as one host sees it. What it was told had failed may be appended nevertheless, and later than what came after it. */
export function logFor(host: Host, log: MessageLog, world: World): MessageLog {
  const plain = <R>(site: string, execute: () => Promise<R>): Promise<R> =>
    world.call({ host, site, records: 0, execute, fault: away, needs: 'broker' });

  async function producer(): Promise<Producer> {
    const inner = await plain('log.producer', () => log.producer());
    return {
      send: (records) =>
        world.call({
          host,
          site: `produce ${records[0]?.topic ?? ''}`,
          records: records.length,
          async execute() {
            const offsets = await inner.send(records);
            world.trace.note(
              () =>
                `  appended for ${host.name} ${records.map(({ topic, key, partition, headers }, at) => `${topic} ${key} at ${partition}/${offsets[at]} ${headers.ce_id ?? ''}`).join(', ')}`,
            );
            return offsets;
          },
          fault: away,
          mayBeLate: true,
          // Raw records of sources without versions are versioned by their place: the one topic whose order is an order of facts.
          inOrder: records.some(({ topic }) => topic === 'junctor.raw.v1'),
          needs: 'broker',
        }),
      close: async () => undefined,
    };
  }

  async function admin(): Promise<Admin> {
    const inner = await plain('log.admin', () => log.admin());
    return {
      ensureTopics: (specs) => plain('log.ensureTopics', () => inner.ensureTopics(specs)),
      partitions: (topics) => plain('log.partitions', () => inner.partitions(topics)),
      offsets: (topic) => plain('log.offsets', () => inner.offsets(topic)),
      committed: (group, topic) => plain('log.committed', () => inner.committed(group, topic)),
      close: async () => undefined,
    };
  }

  return {
    name: 'simulated',
    features: log.features,
    producer,
    admin,
    consumer: (options, events) => openConsumer(host, log, world, options, events),
    read: (topic, partition, from, to) => plain('log.read', () => log.read(topic, partition, from, to)),
  };
}
