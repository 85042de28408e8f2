export type { AvroSchema, AvroType, CompileType } from './codec/schema.ts';
export { createSubjectEncoder, type Subject, type SubjectEncoder, type SubjectEncoderOptions } from './codec/subjects.ts';
export { type Codec, type CodecOptions, createCodec, type DecodeCode, type Decoded } from './codec.ts';
export { LOG_FEATURES, LOG_WAIVERS, type LogFeatureName } from './conformance/features.ts';
export { type CloudEvent, cloudEventHeaders, header, readCloudEvent } from './headers.ts';
export { createKafkajsLog } from './kafkajs.ts';
export { createLog, type LogKind } from './log.ts';
export { createMemoryLog, type MemoryLogOptions } from './memory.ts';
export { murmur2, partitionFor } from './partition.ts';
export { createPlatformaticLog } from './platformatic.ts';
export type {
  Admin,
  Consumer,
  ConsumerEvents,
  ConsumerOptions,
  Gather,
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
export { extendTrail, type Hop, hopsOf, noTrail, readTrail, TRAIL_HEADER, writeTrail } from './trail.ts';
