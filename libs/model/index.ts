export type { AvroArray, AvroEnum, AvroField, AvroMap, AvroPrimitive, AvroRecord, AvroSchema } from './avro-schema.ts';
export { decode, encode, typeOf } from './codecs.ts';
export { firstUnencodable, type Unencodable } from './encodable.ts';
export { avroSchemas } from './generated/schemas.ts';
export { topicSpecs } from './generated/topics.ts';
// Whole modules, since a new model adds names to them and to nothing else.
export type * from './generated/types.ts';
export * from './generated/values.ts';
export { type Problem, problemsOf, problemsOfType } from './problems.ts';
export { CodecError, typeForSchema } from './strict-types.ts';
export type { TopicDeclaration } from './topic-declaration.ts';
