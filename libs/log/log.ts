import { createKafkajsLog } from './kafkajs.ts';
import { createPlatformaticLog } from './platformatic.ts';
import type { LogOptions, MessageLog } from './port.ts';

/** The clients that reach a real Kafka. */
export type LogKind = 'platformatic' | 'kafkajs';

/** The log over the named client. */
export function createLog(kind: LogKind, options: LogOptions): MessageLog {
  return kind === 'kafkajs' ? createKafkajsLog(options) : createPlatformaticLog(options);
}
