export type {
  Admin,
  Consumer,
  ConsumerEvents,
  ConsumerOptions,
  Headers,
  LogFeatures,
  LogOptions,
  LogRecord,
  MessageLog,
  OutRecord,
  Position,
  Producer,
  TopicPartition,
  TopicSpec,
} from './port.ts';
export type { Hop } from './trail.ts';
