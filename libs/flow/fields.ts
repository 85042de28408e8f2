/** The types that the flow language knows, taken from the Avro schemas of the canonical models. */
import type { AvroRecord, AvroSchema } from '#libs/model';

export type FieldType =
  | { readonly kind: 'string' }
  | { readonly kind: 'int' }
  /** 64 bits, with a fraction. */
  | { readonly kind: 'double' }
  | { readonly kind: 'bool' }
  /** Texts by free keys: labels, extra. */
  | { readonly kind: 'map' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'record'; readonly fields: Fields };

export interface Field {
  readonly type: FieldType;
  readonly nullable: boolean;
  /** The schema's documentation and business name, for explanations. */
  readonly doc: string;
  readonly businessName: string;
}
export type Fields = Readonly<Record<string, Field>>;

/** Fields of an Avro record. Throws when it uses a type that the flow language has no word for (bytes, 32-bit floats, unions of several types). */
export function fieldsOf(schema: AvroRecord): Fields {
  return collect(schema, new Map());
}

function collect(schema: AvroRecord, named: Map<string, FieldType>): Fields {
  const fields: Record<string, Field> = {};
  for (const { name, type, doc = '', businessName = name } of schema.fields) {
    const branches = Array.isArray(type) ? (type as readonly AvroSchema[]) : [type];
    const [only, ...others] = branches.filter((branch) => branch !== 'null');
    if (only === undefined || others.length > 0) throw new Error(`${schema.name}.${name}: a union of several types`);
    fields[name] = { type: typeFrom(only, named), nullable: branches.includes('null'), doc, businessName };
  }
  return fields;
}

function typeFrom(schema: AvroSchema, named: Map<string, FieldType>): FieldType {
  if (typeof schema === 'string') {
    if (schema === 'string') return { kind: 'string' };
    if (schema === 'int' || schema === 'long') return { kind: 'int' };
    if (schema === 'double') return { kind: 'double' };
    if (schema === 'boolean') return { kind: 'bool' };
    const known = named.get(schema) ?? named.get(schema.slice(schema.lastIndexOf('.') + 1));
    if (known === undefined) throw new Error(`no word in the flow language for the Avro type ${schema}`);
    return known;
  }
  if (!('type' in schema)) throw new Error('no word in the flow language for a nested union');
  switch (schema.type) {
    case 'record': {
      const type: FieldType = { kind: 'record', fields: collect(schema, named) };
      named.set(schema.name, type);
      return type;
    }
    case 'enum': {
      const type: FieldType = { kind: 'enum', values: schema.symbols };
      named.set(schema.name, type);
      return type;
    }
    case 'array':
      return { kind: 'list', of: typeFrom(schema.items, named) };
    case 'map':
      return { kind: 'map' };
    default:
      return typeFrom(schema.type, named);
  }
}

/** A type in words, for messages. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    case 'double':
      return 'a number';
    case 'bool':
      return 'true or false';
    case 'map':
      return 'a map of texts';
    case 'enum':
      return `one of ${type.values.join(', ')}`;
    case 'list':
      return `a list of ${typeText(type.of)}`;
    case 'record':
      return 'a group of fields';
  }
}
