/** What a canonical model asks of the fields that a system file maps, read from its Avro schema. */
import { type AvroField, type AvroSchema, avroSchemas } from '#libs/model';
import type { EachRule, InRule, ReceiveSettings, ScalarRule } from './settings/receive.ts';

/** What one field takes. `record` is a list of records, `texts` a list of texts, `names` a map of texts. */
export type Shape =
  | { readonly kind: 'text' | 'time' | 'flag' | 'number' | 'texts' | 'names'; readonly nullable: boolean }
  | { readonly kind: 'word'; readonly nullable: boolean; readonly words: readonly string[] }
  | { readonly kind: 'records'; readonly nullable: false; readonly fields: ReadonlyMap<string, Shape> };

/** What is no business of a system file: the envelope, and what enrichment adds. */
const OWN = new Set(['meta', 'context']);

interface Named {
  readonly type: string;
  readonly name: string;
  readonly namespace?: string;
}

function isNamed(schema: unknown): schema is Named {
  return (
    typeof schema === 'object' &&
    schema !== null &&
    'name' in schema &&
    'type' in schema &&
    (schema.type === 'record' || schema.type === 'enum')
  );
}

/** Every named type that stands anywhere in a schema, by its name with and without namespace. */
function namedTypes(schema: unknown, found = new Map<string, AvroSchema>(), space = ''): Map<string, AvroSchema> {
  if (Array.isArray(schema)) for (const one of schema) namedTypes(one, found, space);
  else if (typeof schema === 'object' && schema !== null) {
    const here = isNamed(schema) ? (schema.namespace ?? space) : space;
    if (isNamed(schema)) found.set(schema.name, schema as AvroSchema).set(`${here}.${schema.name}`, schema as AvroSchema);
    for (const inner of Object.values(schema)) if (typeof inner === 'object') namedTypes(inner, found, here);
  }
  return found;
}

const KINDS: Readonly<Record<string, 'flag' | 'number'>> = { boolean: 'flag', int: 'number', long: 'number' };

function shapeOf(schema: AvroSchema, named: ReadonlyMap<string, AvroSchema>): Shape {
  if (Array.isArray(schema)) {
    const [inner] = (schema as readonly AvroSchema[]).filter((one) => one !== 'null');
    const shape: Shape = inner === undefined ? { kind: 'text', nullable: true } : shapeOf(inner, named);
    return shape.kind === 'records' ? shape : { ...shape, nullable: true };
  }
  if (typeof schema === 'string') {
    const known = named.get(schema);
    if (known !== undefined) return shapeOf(known, named);
    return { kind: KINDS[schema] ?? 'text', nullable: false };
  }
  if ('logicalType' in schema) return { kind: 'time', nullable: false };
  if ('symbols' in schema) return { kind: 'word', nullable: false, words: schema.symbols };
  if ('values' in schema) return { kind: 'names', nullable: false };
  if ('items' in schema) {
    const item = shapeOf(schema.items, named);
    return item.kind === 'records' ? item : { kind: 'texts', nullable: false };
  }
  if ('fields' in schema) return { kind: 'records', nullable: false, fields: shapesOf(schema.fields, named) };
  return 'type' in schema ? shapeOf(schema.type as AvroSchema, named) : { kind: 'text', nullable: false };
}

function shapesOf(fields: readonly AvroField[], named: ReadonlyMap<string, AvroSchema>): ReadonlyMap<string, Shape> {
  return new Map(fields.filter(({ name }) => !OWN.has(name)).map(({ name, type }) => [name, shapeOf(type, named)]));
}

const known = new Map<string, ReadonlyMap<string, Shape>>();

/** Fields of a model without its envelope. Throws Error when there is no such model. */
export function shapesOfModel(model: string): ReadonlyMap<string, Shape> {
  const found = known.get(model);
  if (found !== undefined) return found;
  const schema: unknown = Object.entries(avroSchemas).find(([name]) => name === model)?.[1];
  if (typeof schema !== 'object' || schema === null || !('fields' in schema)) throw new Error(`no canonical model is named ${model}`);
  const shapes = shapesOf((schema as { readonly fields: readonly AvroField[] }).fields, namedTypes(schema));
  known.set(model, shapes);
  return shapes;
}

interface Found {
  readonly at: readonly (string | number)[] & (string | number)[];
  readonly message: string;
}

function scalarProblems(rule: string | ScalarRule, shape: Shape, at: (string | number)[]): Found[] {
  const given: ScalarRule = typeof rule === 'string' ? { from: rule } : rule;
  if (shape.kind === 'time' && given.time === undefined) return [{ at, message: 'is a moment: say in `time` how the system writes it' }];
  if (shape.kind !== 'time' && given.time !== undefined) return [{ at, message: 'is no moment and takes no `time`' }];
  if (shape.kind !== 'word') return [];
  const words = [...Object.values(given.values ?? {}), ...(given.value === undefined ? [] : [given.value])];
  const expected = `one of: ${shape.words.join(', ')}`;
  return words
    .filter((word) => !shape.words.includes(word))
    .map((word) => ({ at, message: `${JSON.stringify(word)} is no canonical word; ${expected}` }));
}

type Entry = Readonly<Record<string, string | ScalarRule>>;

function entryProblems(entry: Entry, shape: Extract<Shape, { kind: 'records' }>, at: (string | number)[]): Found[] {
  const missing = [...shape.fields].filter(([name, inner]) => !inner.nullable && !Object.hasOwn(entry, name));
  const inner = Object.entries(entry).flatMap(([name, one]) => {
    const field = shape.fields.get(name);
    const here = [...at, name];
    if (field === undefined) return [{ at: here, message: `is no field; there are: ${[...shape.fields.keys()].join(', ')}` }];
    return scalarProblems(one, field, here);
  });
  return [...missing.map(([name]) => ({ at, message: `needs ${name}` })), ...inner];
}

function isEntries(rule: readonly (string | Entry)[]): rule is readonly Entry[] {
  return rule.every((one) => typeof one === 'object');
}

function recordsProblems(rule: InRule, shape: Extract<Shape, { kind: 'records' }>, at: (string | number)[]): Found[] {
  if (Array.isArray(rule) && isEntries(rule)) return rule.flatMap((entry, index) => entryProblems(entry, shape, [...at, index]));
  if (typeof rule === 'object' && 'fields' in rule) return entryProblems((rule as EachRule).fields, shape, [...at, 'fields']);
  return [{ at, message: 'is a list of records: say { each: <path>, fields: {...} } or a list of entries' }];
}

function ruleProblems(rule: InRule, shape: Shape, at: (string | number)[]): Found[] {
  if (shape.kind === 'records') return recordsProblems(rule, shape, at);
  if (Array.isArray(rule)) return shape.kind === 'texts' && !isEntries(rule) ? [] : [{ at, message: 'is no list of such entries' }];
  if (typeof rule === 'object' && 'take' in rule)
    return shape.kind === 'texts' ? [] : [{ at, message: 'is no list of texts and takes no `take`' }];
  if (typeof rule === 'object' && 'each' in rule) return [{ at, message: 'is no list of records and takes no `fields`' }];
  if (typeof rule === 'object' && 'names' in rule) return shape.kind === 'names' ? [] : [{ at, message: 'takes no `names`' }];
  if (shape.kind === 'texts' || shape.kind === 'names') return typeof rule === 'string' ? [] : [{ at, message: 'takes a path or a list' }];
  return scalarProblems(rule, shape, at);
}

/** What does not fit the model, each with its place below `fields`. */
export function canonicalProblems(model: string, given: Pick<ReceiveSettings, 'fields'>): readonly Found[] {
  const shapes = shapesOfModel(model);
  const missing = [...shapes].filter(
    ([name, { kind, nullable }]) => !['texts', 'names', 'records'].includes(kind) && !nullable && !Object.hasOwn(given.fields, name),
  );
  return [
    ...missing.map(([name]) => ({ at: [] as (string | number)[], message: `needs ${name}, which every ${model} has` })),
    ...Object.entries(given.fields).flatMap(([name, rule]) => {
      const shape = shapes.get(name);
      if (shape === undefined)
        return [{ at: [name] as (string | number)[], message: `is no field of ${model}; there are: ${[...shapes.keys()].join(', ')}` }];
      return ruleProblems(rule, shape, [name]);
    }),
  ];
}
