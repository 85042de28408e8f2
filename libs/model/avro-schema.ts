/** Avro schemas as plain JSON, with the custom properties that schemas/README.md names. */

export type AvroPrimitive = 'null' | 'boolean' | 'int' | 'long' | 'float' | 'double' | 'bytes' | 'string';

/** A primitive by name, or a named type that was defined earlier in the same schema, by its full name. */
export type AvroReference = AvroPrimitive | (string & {});

export interface AvroAnnotatedPrimitive {
  readonly type: AvroPrimitive;
  readonly logicalType?: string;
}

export interface AvroField {
  readonly name: string;
  readonly type: AvroSchema;
  readonly default?: unknown;
  readonly doc?: string;
  /** What people call it. */
  readonly businessName?: string;
  /** Personal data that may appear here. */
  readonly pii?: { readonly class: string };
  readonly aliases?: readonly string[];
}

export interface AvroRecord {
  readonly type: 'record';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly aliases?: readonly string[];
  readonly fields: readonly AvroField[];
}

export interface AvroEnum {
  readonly type: 'enum';
  readonly name: string;
  readonly namespace?: string;
  readonly doc?: string;
  readonly symbols: readonly string[];
  /** What a reader takes for a symbol that it does not know. */
  readonly default?: string;
  /** Name of the generated constant that lists the symbols. */
  readonly valueSet?: string;
  /** What each symbol means. */
  readonly symbolDocs?: Readonly<Record<string, string>>;
}

export interface AvroArray {
  readonly type: 'array';
  readonly items: AvroSchema;
}

export interface AvroMap {
  readonly type: 'map';
  readonly values: AvroSchema;
}

export type AvroSchema = AvroReference | AvroAnnotatedPrimitive | AvroRecord | AvroEnum | AvroArray | AvroMap | readonly AvroSchema[];
