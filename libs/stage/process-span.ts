import { type HopSpan, startHop } from '#libs/telemetry';
import type { Message } from './contract.ts';

/** The span of one hop of one record, named and attributed by the messaging conventions for a process operation. */
export function processSpan(message: Message<unknown>, stage: string, group: string): HopSpan {
  return startHop({
    name: `process ${message.topic}`,
    kind: 'consumer',
    traceparent: message.traceparent,
    attributes: () => ({
      'messaging.system': 'kafka',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': message.topic,
      'messaging.destination.partition.id': String(message.partition),
      'messaging.consumer.group.name': group,
      'messaging.message.id': message.id,
      'messaging.kafka.offset': Number(message.offset),
      'messaging.kafka.message.key': message.key,
      'junctor.stage': stage,
    }),
  });
}
