import type { LogOptions, MessageLog } from './port.ts';

export function createKafkajsLog(_: LogOptions): MessageLog {
  throw new Error('not built yet');
}
