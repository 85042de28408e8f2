import avro from 'avsc';

/** An Avro schema as JSON. */
export type AvroSchema = Readonly<Record<string, unknown>>;

export type AvroType = avro.Type;

export type Resolver = ReturnType<AvroType['createResolver']>;

/** Builds an avsc type from a schema. */
export type CompileType = (schema: unknown) => AvroType;

/**
 * How types are built, for writing and reading alike: unions carry bare values (a schema with an ambiguous union is refused), longs are
 * numbers (a value beyond 2^53 is refused), records are plain data without methods.
 */
export function compileType(schema: unknown): AvroType {
  return avro.Type.forSchema(schema as avro.Schema, { wrapUnions: 'never', omitRecordMethods: true });
}

/** The full name of a named type; its kind otherwise. */
export function nameOf(type: AvroType): string {
  return type.name ?? type.typeName;
}
