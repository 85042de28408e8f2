/** Reads schemas/ and puts every model into one self-contained Avro schema. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AvroEnum, AvroRecord, AvroSchema } from '#libs/model';

/** One model: a folder under schemas/canonical or schemas/pipeline. */
export interface ModelFile {
  /** Folder name, for example `event`. */
  readonly name: string;
  readonly canonical: boolean;
  /** Path below schemas/, with forward slashes. */
  readonly path: string;
  /** Self-contained: each named part is written out at its first use and named afterwards. */
  readonly schema: AvroRecord;
}

/** Named parts by full name, as they stand in the parts folders. */
export type Parts = ReadonlyMap<string, AvroRecord | AvroEnum>;

/** A schema file that can't be used; the message names the file and what to do. */
export class SchemaFileError extends Error {
  override readonly name = 'SchemaFileError';
}

const planes = ['canonical', 'pipeline'] as const;
const partsFolder = 'parts';

/** Narrows where Array.isArray does not: it leaves read-only arrays in the other branch. */
export const isUnion = (schema: AvroSchema): schema is readonly AvroSchema[] => Array.isArray(schema);

const isNamed = (schema: AvroSchema): schema is AvroRecord | AvroEnum =>
  typeof schema === 'object' && !isUnion(schema) && 'name' in schema && 'type' in schema;

export const fullName = (schema: AvroRecord | AvroEnum): string => `${schema.namespace ?? ''}.${schema.name}`;

function parseFile(root: string, path: string): AvroRecord | AvroEnum {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(join(root, path), 'utf8'));
  } catch (error) {
    throw new SchemaFileError(`schemas/${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const schema = parsed as AvroSchema;
  if (!isNamed(schema) || !schema.namespace) {
    throw new SchemaFileError(`schemas/${path} must hold one record or enum with a name and a namespace.`);
  }
  return schema;
}

/** Every part of every plane. Throws SchemaFileError when a file is not named after its type. */
export function readParts(root: string): Parts {
  const parts = new Map<string, AvroRecord | AvroEnum>();
  for (const plane of planes) {
    const folder = join(root, plane, partsFolder);
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).toSorted()) {
      const path = `${plane}/${partsFolder}/${file}`;
      const schema = parseFile(root, path);
      if (file !== `${schema.name}.avsc`)
        throw new SchemaFileError(`schemas/${path} defines ${schema.name}: name the file ${schema.name}.avsc.`);
      if (parts.has(fullName(schema))) throw new SchemaFileError(`schemas/${path} defines ${fullName(schema)} a second time.`);
      parts.set(fullName(schema), schema);
    }
  }
  return parts;
}

/**
 * Writes each named part out at its first use. A type that the schema defines itself wins over a part of that name.
 * Throws SchemaFileError, naming `path`, when a name is not known.
 */
export function inline<S extends AvroSchema>(schema: S, parts: Parts, path: string): S {
  const defined = new Set<string>();
  const walk = (at: AvroSchema): AvroSchema => {
    if (typeof at === 'string') {
      if (!at.includes('.') || defined.has(at)) return at;
      const part = parts.get(at);
      if (part === undefined) throw new SchemaFileError(`schemas/${path} names ${at}: no file in a parts folder defines it.`);
      return walk(part);
    }
    if (isUnion(at)) return at.map(walk);
    if (isNamed(at)) defined.add(fullName(at));
    if ('fields' in at) return { ...at, fields: at.fields.map((field) => ({ ...field, type: walk(field.type) })) };
    if ('items' in at) return { ...at, items: walk(at.items) };
    if ('values' in at) return { ...at, values: walk(at.values) };
    return at;
  };
  return walk(schema) as S;
}

function readModel(root: string, plane: (typeof planes)[number], name: string, parts: Parts): ModelFile {
  const versions = readdirSync(join(root, plane, name));
  if (versions.length !== 1 || versions[0] !== 'v1.avsc') {
    throw new SchemaFileError(`schemas/${plane}/${name} must hold v1.avsc and nothing else: grow a model by fields with a default.`);
  }
  const path = `${plane}/${name}/v1.avsc`;
  const schema = parseFile(root, path);
  if (schema.type !== 'record') throw new SchemaFileError(`schemas/${path} must be a record.`);
  return { name, canonical: plane === 'canonical', path, schema: inline(schema, parts, path) };
}

/** All models, canonical ones first, by name. */
export function readModels(root: string): readonly ModelFile[] {
  const parts = readParts(root);
  return planes.flatMap((plane) =>
    readdirSync(join(root, plane))
      .filter((name) => name !== partsFolder)
      .toSorted()
      .map((name) => readModel(root, plane, name, parts)),
  );
}

/** Every named type of the models, each once, in order of first use. Throws when two models define one name differently. */
export function namedTypes(models: readonly ModelFile[]): readonly (AvroRecord | AvroEnum)[] {
  const found = new Map<string, { readonly schema: AvroRecord | AvroEnum; readonly path: string }>();
  const walk = (at: AvroSchema, path: string): void => {
    if (typeof at === 'string') return;
    if (isUnion(at)) {
      for (const branch of at) walk(branch, path);
      return;
    }
    if (isNamed(at)) {
      const earlier = found.get(at.name);
      if (earlier === undefined) found.set(at.name, { schema: at, path });
      else if (fullName(earlier.schema) !== fullName(at)) {
        throw new SchemaFileError(
          `schemas/${path} and schemas/${earlier.path} both define a type ${at.name}: rename one, TypeScript has one name for it.`,
        );
      }
    }
    if ('fields' in at) for (const field of at.fields) walk(field.type, path);
    if ('items' in at) walk(at.items, path);
    if ('values' in at) walk(at.values, path);
  };
  for (const model of models) walk(model.schema, model.path);
  return [...found.values()].map((entry) => entry.schema);
}
