import { type AvroEnum, type AvroRecord, type AvroSchema, avroSchemas, models, topicSpecs } from '#libs/model';
import { code, type Page, prose, table } from './markdown.ts';

type Named = AvroRecord | AvroEnum;

function isNamed(schema: AvroSchema): schema is Named {
  return typeof schema === 'object' && 'type' in schema && (schema.type === 'record' || schema.type === 'enum');
}

const lastOf = (name: string): string => name.split('.').at(-1) ?? name;

/** A type in words: `text`, `list of Link`, `point in time`. */
function words(schema: AvroSchema): string {
  if (typeof schema === 'string') return primitives[schema] ?? `[${lastOf(schema)}](#${lastOf(schema).toLowerCase()})`;
  if (!('type' in schema))
    return schema
      .filter((each) => each !== 'null')
      .map(words)
      .join(' or ');
  if (isNamed(schema)) return words(schema.name);
  if (schema.type === 'array' && 'items' in schema) return `list of ${words(schema.items)}`;
  if (schema.type === 'map' && 'values' in schema) return `map of ${words(schema.values)}`;
  if ('logicalType' in schema && schema.logicalType === 'timestamp-millis') return 'point in time, epoch milliseconds';
  return words(schema.type);
}

const primitives: Readonly<Record<string, string>> = {
  string: 'text',
  long: 'whole number',
  int: 'whole number',
  double: 'number',
  float: 'number',
  boolean: 'true or false',
  bytes: 'bytes',
};

/** Every named type below a schema, once each, in the order in which they are first used. */
function namedIn(schema: AvroSchema, found: Map<string, Named>): void {
  for (const each of innerOf(schema)) namedIn(each, found);
  if (!isNamed(schema) || found.has(schema.name)) return;
  found.set(schema.name, schema);
  if (schema.type === 'record') for (const field of schema.fields) namedIn(field.type, found);
}

/** The types that a union, list or map is made of. */
function innerOf(schema: AvroSchema): readonly AvroSchema[] {
  if (typeof schema === 'string') return [];
  if (!('type' in schema)) return schema;
  if (schema.type === 'array' && 'items' in schema) return [schema.items];
  if (schema.type === 'map' && 'values' in schema) return [schema.values];
  return [];
}

function section(named: Named): string[] {
  const head = [`## ${named.name}`, '', prose(named.doc ?? ''), ''];
  if (named.type === 'enum') {
    const docs = named.symbolDocs ?? {};
    return [
      ...head,
      ...table(
        ['value', 'meaning'],
        named.symbols.map((symbol) => [code(symbol), prose(docs[symbol] ?? '')]),
      ),
    ];
  }
  const rows = named.fields.map((field) => {
    const optional = field.default === undefined ? 'yes' : '';
    return [code(field.name), words(field.type), optional, prose(field.businessName ?? ''), prose(field.doc ?? ''), field.pii?.class ?? ''];
  });
  return [...head, ...table(['field', 'type', 'always there', 'name for people', 'meaning', 'personal data'], rows)];
}

/** The canonical models and everything they are made of. */
export function modelsPage(): Page {
  const found = new Map<string, Named>();
  for (const model of models) namedIn(avroSchemas[model] as AvroSchema, found);
  const body = [...found.values()].flatMap(section);
  const intro = [
    `The models are ${models.map((model) => code(model)).join(', ')}. Their Avro schemas are in \`schemas/canonical\`; a record on an enriched topic has the same schema,`,
    'with `context` filled in. Fields that are not "always there" are empty when the source says nothing: an empty text, list or map is not invented.',
    '',
  ];
  return { file: 'models.md', title: 'Canonical models', from: 'schemas/canonical', body: [...intro, ...body] };
}

/** Every topic of the line. */
export function topicsPage(): Page {
  const rows = topicSpecs.map((spec) => [
    code(spec.topic),
    prose(spec.purpose),
    code(spec.key),
    prose(spec.producers.join(', ')),
    prose(spec.consumers.join(', ')),
    String(spec.partitions),
    code(`${spec.topic}-value`),
  ]);
  const settings = topicSpecs.map((spec) => [
    code(spec.topic),
    Object.entries(spec.config)
      .map(([name, value]) => code(`${name}=${value}`))
      .join(' '),
    spec.compatibility,
    prose(spec.pii),
    code(spec.schema),
  ]);
  const body = [
    'Created by the services when they are missing, never by the broker by itself. Partition counts are those of a laptop; `JUNCTOR_PARTITIONS` sets them before the first start, and they are',
    'frozen after that.',
    '',
    ...table(['topic', 'what for', 'key', 'written by', 'read by', 'partitions', 'subject'], rows),
    ...table(['topic', 'settings', 'compatibility', 'personal data', 'schema'], settings),
  ];
  return { file: 'topics.md', title: 'Topics', from: 'schemas/topics', body };
}
