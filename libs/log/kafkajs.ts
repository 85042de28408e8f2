import type { LogOptions, MessageLog } from './port.ts';

/** The log over kafkajs, loaded with its first use as the other client is. */
export function createKafkajsLog(options: LogOptions): MessageLog {
  return {
    name: 'kafkajs',
    features: { staticMembership: false, cooperativeRebalance: false },
    producer: async () => (await import('./kafkajs/producer.ts')).createProducer(options),
    consumer: async (wanted, events) => (await import('./kafkajs/consumer.ts')).createConsumer(options, wanted, events),
    admin: async () => (await import('./kafkajs/admin.ts')).createAdmin(options),
    read: async (topic, partition, from, to) => (await import('./kafkajs/read.ts')).readRange(options, topic, partition, from, to),
  };
}
