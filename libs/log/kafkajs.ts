import { createAdmin } from './kafkajs/admin.ts';
import { createConsumer } from './kafkajs/consumer.ts';
import { createProducer } from './kafkajs/producer.ts';
import { readRange } from './kafkajs/read.ts';
import type { LogOptions, MessageLog } from './port.ts';

/** The log over kafkajs. */
export function createKafkajsLog(options: LogOptions): MessageLog {
  return {
    name: 'kafkajs',
    features: { staticMembership: false, cooperativeRebalance: false },
    producer: () => createProducer(options),
    consumer: (wanted, events) => createConsumer(options, wanted, events),
    admin: () => createAdmin(options),
    read: (topic, partition, from, to) => readRange(options, topic, partition, from, to),
  };
}
