/** JSON Schema, as zod writes it, in words. */
import { z } from 'zod';

export interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly oneOf?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

export interface Field {
  /** `spec.limits.concurrency`; `[]` for the items of a list, `<name>` for the keys of a map. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly fallback: string;
  /** It names a secret (`env:NAME`, `file:/path`), or several. */
  readonly secret: boolean;
  readonly description: string;
}

/** JSON Schema of what a person writes, before defaults are filled in. */
export function schemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
}

function bounds(least: number | undefined, most: number | undefined, unit: string): string {
  const top = most !== undefined && most < Number.MAX_SAFE_INTEGER ? most : undefined;
  if (least !== undefined && top !== undefined) return ` ${least} to ${top}${unit}`;
  if (least !== undefined) return ` from ${least}${unit}`;
  return top === undefined ? '' : ` up to ${top}${unit}`;
}

/** What may stand there, in a few words. */
export function typeText(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((each) => JSON.stringify(each)).join(', ');
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) return `one of ${choices.length} forms`;
  switch (schema.type) {
    case 'integer':
      return `whole number${bounds(schema.minimum, schema.maximum, '')}`;
    case 'number':
      return `number${bounds(schema.minimum, schema.maximum, '')}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list${bounds(schema.minItems, schema.maxItems, '')}`;
    case 'object':
      return schema.properties === undefined ? 'map' : 'group';
    case 'string':
      return schema.format === 'uri' ? 'URL' : `text${bounds(undefined, schema.maxLength, ' characters')}`;
    default:
      return 'anything';
  }
}

const namesSecret = ({ pattern, items }: JsonSchema): boolean => /^\^\(env[|:].*file/.test(pattern ?? items?.pattern ?? '');

/** Every field below a schema, in the order it is declared in. */
export function fieldsOf(schema: JsonSchema, path = ''): Field[] {
  const inner = (schema.oneOf ?? schema.anyOf ?? []).flatMap((form) => formFields(form, path));
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, field]): Field[] => {
    const here = path === '' ? name : `${path}.${name}`;
    const fallback = field.default === undefined ? '' : JSON.stringify(field.default);
    const required = (schema.required ?? []).includes(name);
    const { description = '' } = field;
    return [{ path: here, type: typeText(field), required, fallback, secret: namesSecret(field), description }, ...fieldsOf(field, here)];
  });
  const items = schema.items === undefined ? [] : fieldsOf(schema.items, `${path}[]`);
  const values = typeof schema.additionalProperties === 'object' ? valueFields(schema.additionalProperties, `${path}.<name>`) : [];
  return [...own, ...inner, ...items, ...values];
}

/** The fields of one form of a choice; the form is named by the constant that tells it from the others. */
function formFields(form: JsonSchema, path: string): Field[] {
  const [tag, constant] = Object.entries(form.properties ?? {}).find(([, field]) => field.const !== undefined) ?? [];
  if (tag === undefined || constant === undefined) return fieldsOf(form, path);
  const named = { ...form, description: form.description ?? '' };
  const tagField: Field = {
    path: `${path}.${tag}`,
    type: typeText(constant),
    required: true,
    fallback: '',
    secret: false,
    description: named.description,
  };
  const rest = fieldsOf(form, path).filter((field) => field.path !== tagField.path);
  return [tagField, ...rest.map((field) => ({ ...field, description: `With ${tag} ${typeText(constant)}: ${field.description}` }))];
}

function valueFields(schema: JsonSchema, path: string): Field[] {
  const described = schema.description ?? '';
  const own =
    described === ''
      ? []
      : [{ path, type: typeText(schema), required: false, fallback: '', secret: namesSecret(schema), description: described }];
  return [...own, ...fieldsOf(schema, path)];
}
