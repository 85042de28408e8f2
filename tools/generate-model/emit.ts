/** Turns schemas into the text of the generated TypeScript files. Pure; the same input gives the same bytes. */
import type { AvroEnum, AvroField, AvroRecord, AvroSchema, TopicDeclaration } from '#libs/model';
import { isUnion, type ModelFile } from './schema-files.ts';

const header = '// DO NOT EDIT: generated from schemas/ by `npm run generate`.\n';
const widest = 140;

const quote = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
const comment = (text: string | undefined): string => `/** ${(text ?? '').replaceAll('*/', '* /').replaceAll('\n', ' ')} */`;
const unqualified = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

const primitives: Readonly<Record<string, string>> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  float: 'number',
  double: 'number',
  bytes: 'Buffer',
  string: 'string',
};

/** TypeScript type of a schema; null comes last in a union. */
function typeText(schema: AvroSchema): string {
  if (typeof schema === 'string') return primitives[schema] ?? unqualified(schema);
  if (isUnion(schema)) {
    const branches = schema.filter((branch) => branch !== 'null').map(typeText);
    return [...branches, ...(branches.length < schema.length ? ['null'] : [])].join(' | ');
  }
  if ('items' in schema) return `${typeText(schema.items)}[]`;
  if ('values' in schema) return `Record<string, ${typeText(schema.values)}>`;
  if ('name' in schema) return schema.name;
  return typeText(schema.type);
}

function unionText(name: string, members: readonly string[]): string {
  const line = `export type ${name} = ${members.join(' | ')};`;
  return line.length <= widest ? line : `export type ${name} =\n${members.map((member) => `  | ${member}`).join('\n')};`;
}

const fieldText = (field: AvroField): string => `  ${comment(field.doc)}\n  ${field.name}: ${typeText(field.type)};\n`;

const recordText = (schema: AvroRecord): string =>
  `${comment(schema.doc)}\nexport interface ${schema.name} {\n${schema.fields.map(fieldText).join('')}}\n`;

const enumText = (schema: AvroEnum): string => `${comment(schema.doc)}\n${unionText(schema.name, schema.symbols.map(quote))}\n`;

/** types.ts: an interface for each record, a string union for each enum, and the models by name. */
export function typesFile(models: readonly ModelFile[], types: readonly (AvroRecord | AvroEnum)[]): string {
  const byName = models.map((model) => `  ${quote(model.name)}: ${model.schema.name};\n`).join('');
  return [
    header,
    ...types.filter((type) => type.type === 'enum').map(enumText),
    ...types.filter((type) => type.type === 'record').map(recordText),
    `/** Every model by its name. */\nexport interface Models {\n${byName}}\n`,
    'export type ModelName = keyof Models;\n',
    `/** Models that anyone may subscribe to. */\n${unionText('CanonicalModel', canonicalNames(models).map(quote))}\n`,
  ].join('\n');
}

const canonicalNames = (models: readonly ModelFile[]): readonly string[] =>
  models.filter((model) => model.canonical).map((model) => model.name);

function valueSetText(schema: AvroEnum): string {
  const lines = schema.symbols.map((symbol) => `  ${comment(schema.symbolDocs?.[symbol])}\n  ${quote(symbol)},\n`);
  return `${comment(schema.doc)}\nexport const ${schema.valueSet ?? schema.name} = [\n${lines.join('')}] as const satisfies readonly ${schema.name}[];\n`;
}

/** values.ts: the symbols of each enum as a list, in the order of the schema. */
export function valuesFile(models: readonly ModelFile[], types: readonly (AvroRecord | AvroEnum)[]): string {
  const enums = types.filter((type) => type.type === 'enum');
  const imported = ['CanonicalModel', ...enums.map((type) => type.name)].toSorted();
  const names = canonicalNames(models).map(quote).join(', ');
  return [
    header,
    `import type {\n${imported.map((name) => `  ${name},\n`).join('')}} from './types.ts';\n`,
    `/** Names of the canonical models. */\nexport const models = [${names}] as const satisfies readonly CanonicalModel[];\n`,
    ...enums.map(valueSetText),
  ].join('\n');
}

/** schemas.ts: each model's self-contained Avro schema, as it is registered. */
export function schemasFile(models: readonly ModelFile[]): string {
  const entries = models.map((model) => [model.name, model.schema] as const);
  const json = JSON.stringify(Object.fromEntries(entries), null, 2);
  return [
    header,
    "import type { AvroRecord } from '../avro-schema.ts';\nimport type { ModelName } from './types.ts';\n",
    `/** Self-contained Avro schema of each model. */\nexport const avroSchemas: Readonly<Record<ModelName, AvroRecord>> = ${json};\n`,
  ].join('\n');
}

/** topics.ts: every declared topic. */
export function topicsFile(topics: readonly TopicDeclaration[]): string {
  return [
    header,
    "import type { TopicDeclaration } from '../topic-declaration.ts';\nimport type { ModelName } from './types.ts';\n",
    '/** Every topic of the line, by name. */',
    `export const topicSpecs = ${JSON.stringify(topics, null, 2)} as const satisfies readonly (TopicDeclaration & { readonly model: ModelName })[];\n`,
  ].join('\n');
}
