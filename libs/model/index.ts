export type { AvroArray, AvroEnum, AvroField, AvroMap, AvroRecord, AvroSchema } from './avro-schema.ts';
export { avroSchemas } from './generated/schemas.ts';
export { topicSpecs } from './generated/topics.ts';
// Whole modules, since a new model adds names to them and to nothing else.
export type * from './generated/types.ts';
export * from './generated/values.ts';
export type { TopicDeclaration } from './topic-declaration.ts';
