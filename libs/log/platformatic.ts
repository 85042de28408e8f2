import type { LogOptions, MessageLog } from './port.ts';

/** The log over @platformatic/kafka. Its code is loaded with its first use: a thread that only decides never needs it. */
export function createPlatformaticLog(options: LogOptions): MessageLog {
  return {
    name: 'platformatic',
    features: { staticMembership: true, cooperativeRebalance: false },
    producer: async () => (await import('./platformatic/producer.ts')).createProducer(options),
    consumer: async (wanted, events) => (await import('./platformatic/consumer.ts')).createConsumer(options, wanted, events),
    admin: async () => (await import('./platformatic/admin.ts')).createAdmin(options),
    read: async (topic, partition, from, to) => (await import('./platformatic/read.ts')).readRange(options, topic, partition, from, to),
  };
}
