import { createAdmin } from './platformatic/admin.ts';
import { createConsumer } from './platformatic/consumer.ts';
import { createProducer } from './platformatic/producer.ts';
import { readRange } from './platformatic/read.ts';
import type { LogOptions, MessageLog } from './port.ts';

/** The log over @platformatic/kafka. */
export function createPlatformaticLog(options: LogOptions): MessageLog {
  return {
    name: 'platformatic',
    features: { staticMembership: true, cooperativeRebalance: false },
    producer: async () => createProducer(options),
    consumer: (wanted, events) => createConsumer(options, wanted, events),
    admin: async () => createAdmin(options),
    read: (topic, partition, from, to) => readRange(options, topic, partition, from, to),
  };
}
