/** The house rules of a schema: what Avro allows but readers, people or the codec can't live with. */
import type { AvroEnum, AvroField, AvroRecord, AvroSchema } from '#libs/model';
import { isUnion, type ModelFile } from './schema-files.ts';

const piiClasses = ['person-name', 'person-identifier', 'contact', 'network-address', 'free-text'];
const filled = (text: string | undefined): boolean => typeof text === 'string' && text.trim() !== '';

function lintUnion(union: readonly AvroSchema[], at: string): string[] {
  if (union.length === 2 && union[0] === 'null') return [];
  return [`${at}: a union other than ["null", X] is ambiguous without wrapping; use an enum, or two nullable fields`];
}

function lintDefault(field: AvroField, at: string): string[] {
  const { type } = field;
  if (typeof type === 'string') return [];
  if (isUnion(type)) return field.default === null || type[0] !== 'null' ? [] : [`${at}: a nullable field needs the default null`];
  if ('items' in type && JSON.stringify(field.default) !== '[]') return [`${at}: a list needs the default []`];
  if ('values' in type && JSON.stringify(field.default) !== '{}') return [`${at}: a map needs the default {}`];
  return [];
}

const isLong = (type: AvroSchema): boolean => type === 'long' || (isUnion(type) && type.some(isLong));

function lintField(field: AvroField, at: string): string[] {
  const problems = lintDefault(field, at);
  if (!filled(field.doc)) problems.push(`${at}: no doc`);
  if (!filled(field.businessName)) problems.push(`${at}: no businessName`);
  if (!/^[a-z][A-Za-z0-9]*$/.test(field.name)) problems.push(`${at}: the name is not in camel case`);
  if (field.pii !== undefined && !piiClasses.includes(field.pii.class)) {
    problems.push(`${at}: pii class ${JSON.stringify(field.pii.class)} is none of ${piiClasses.join(', ')}`);
  }
  if (/^at$|At$/.test(field.name) && isLong(field.type)) problems.push(`${at}: a point in time needs the logicalType timestamp-millis`);
  return problems;
}

function lintEnum(schema: AvroEnum, at: string): string[] {
  const problems: string[] = [];
  if (!filled(schema.doc)) problems.push(`${at}: no doc`);
  if (!filled(schema.valueSet)) problems.push(`${at}: no valueSet, the name of the generated list of its symbols`);
  for (const symbol of schema.symbols) {
    if (!filled(schema.symbolDocs?.[symbol])) problems.push(`${at}: symbolDocs says nothing about ${symbol}`);
    if (!/^[a-z][a-z0-9_]*$/.test(symbol)) problems.push(`${at}: symbol ${symbol} is not in snake case`);
  }
  return problems;
}

/** All departures of one schema from the house rules, each with the path of the place; empty when there is none. */
export function lintSchema(schema: AvroSchema, at: string): string[] {
  if (typeof schema === 'string') return [];
  if (isUnion(schema)) return [...lintUnion(schema, at), ...schema.flatMap((branch) => lintSchema(branch, at))];
  if ('symbols' in schema) return lintEnum(schema, `${at} (${schema.name})`);
  if ('items' in schema) {
    const wrong = Array.isArray(schema.items) || schema.items === 'null';
    return [...(wrong ? [`${at}: items of a list must not be null`] : []), ...lintSchema(schema.items, `${at}[]`)];
  }
  if ('values' in schema) return lintSchema(schema.values, `${at}{}`);
  if ('fields' in schema) return lintRecord(schema, at);
  return [];
}

function lintRecord(schema: AvroRecord, at: string): string[] {
  const problems = filled(schema.doc) ? [] : [`${at} (${schema.name}): no doc`];
  if (schema.fields.length === 0) problems.push(`${at} (${schema.name}): no fields`);
  for (const field of schema.fields) {
    const here = `${at}.${field.name}`;
    problems.push(...lintField(field, here), ...lintSchema(field.type, here));
  }
  return problems;
}

const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** House rules of a whole model, its envelope and names included. */
export function lintModel(model: ModelFile): string[] {
  const { schema, name, canonical } = model;
  const problems = lintSchema(schema, name);
  if (schema.name !== pascal(name)) problems.push(`${name}: the record must be called ${pascal(name)}, after its folder`);
  const namespace = canonical ? 'io.junctor.model' : 'io.junctor.pipeline';
  if (schema.namespace !== namespace) problems.push(`${name}: the namespace must be ${namespace}`);
  if (canonical) {
    const fields = new Set(schema.fields.map((field) => field.name));
    const missing = ['meta', 'links', 'context', 'extra'].filter((field) => !fields.has(field));
    if (missing.length > 0)
      problems.push(`${name}: a canonical record has the fields meta, links, context and extra; missing: ${missing.join(', ')}`);
  }
  return problems;
}
