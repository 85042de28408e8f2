/** A record of the system -> a canonical record, by the `fields` of its file. Never throws on what a sender wrote. */
import { isJsonObject, type Mapped, readJson, type SourceMap, unsafeText, type ValueMaps } from '#libs/connector-kit';
import { type Shape, shapesOfModel } from './canonical-shape.ts';
import { holds } from './condition.ts';
import { compiledSettings } from './described.ts';
import type { ModelName } from './models.ts';
import { readAt } from './path.ts';
import type { EachRule, InRule, ReceiveSettings, ScalarRule, TakeRule } from './settings/receive.ts';
import { asText, render, templateOf } from './template.ts';
import { readTime } from './time.ts';

type Rejected = Extract<Mapped, { kind: 'rejected' }>;

class Reject extends Error {
  readonly rejected: Rejected;
  constructor(rejected: Rejected) {
    super(rejected.evidence.message);
    this.rejected = rejected;
  }
}

function reject(code: string, field: string, value: unknown, expected: string, hint?: string): Reject {
  const shown = (JSON.stringify(value ?? null) ?? '').slice(0, 60);
  return new Reject({
    kind: 'rejected',
    code,
    evidence: { message: `${field} is ${shown}.`, field, expected, ...(hint !== undefined && { hint }) },
  });
}

interface Context {
  readonly record: unknown;
  readonly valueMaps: ValueMaps;
  readonly zone: string;
}

function sourceValue(rule: ScalarRule, context: Context): unknown {
  if (rule.value !== undefined) return rule.value;
  if (rule.from !== undefined) return readAt(context.record, rule.from);
  return render(templateOf(rule.text ?? ''), context.record as Readonly<Record<string, unknown>>, String);
}

function mappedWord(field: string, rule: ScalarRule, value: unknown, context: Context): unknown {
  const map = rule.values ?? (rule.valueMap === undefined ? undefined : (context.valueMaps[rule.valueMap] ?? {}));
  if (map === undefined) return value;
  const word = asText(value) ?? '';
  if (Object.hasOwn(map, word)) return map[word];
  const where = rule.valueMap === undefined ? `fields.${field}.values` : `spec.valueMaps.${rule.valueMap}`;
  const hint = `Add ${JSON.stringify(word.slice(0, 60))} to ${where} in the system's file, apply, then repair this message.`;
  throw reject('unknown-value', field, value, `one of: ${Object.keys(map).join(', ')}`, hint);
}

/** Some systems write True and "False" (formats.md: Entra). */
function flagOf(field: string, value: unknown): boolean {
  const text = String(value).toLowerCase();
  if (text === 'true' || text === 'false') return text === 'true';
  throw reject('invalid-value', field, value, 'true or false', `Map the words of the system to true and false in fields.${field}.values.`);
}

function numberOf(field: string, value: unknown): number {
  const text = String(value);
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw reject('invalid-value', field, value, 'a whole number');
}

function scalar(field: string, given: string | ScalarRule, shape: Shape, context: Context): unknown {
  const rule: ScalarRule = typeof given === 'string' ? { from: given } : given;
  const value = sourceValue(rule, context);
  if (value === undefined || value === null || value === '') {
    if (shape.nullable) return null;
    throw reject('missing-value', field, value, 'a value: every record of this model has one');
  }
  if (shape.kind === 'time') {
    const at = readTime(value, rule.time ?? 'iso', context.zone);
    if (at === null) throw reject('invalid-value', field, value, `a time written as ${rule.time ?? 'iso'}`);
    return at;
  }
  const word = mappedWord(field, rule, value, context);
  if (shape.kind === 'flag') return flagOf(field, word);
  if (shape.kind === 'number') return numberOf(field, word);
  if (shape.kind === 'word') {
    if (typeof word === 'string' && shape.words.includes(word)) return word;
    throw reject(
      'unknown-value',
      field,
      word,
      `one of: ${shape.words.join(', ')}`,
      `Map the words of the system in fields.${field}.values.`,
    );
  }
  if (typeof word === 'object') throw reject('invalid-value', field, word, 'a text, a number, or true or false');
  return String(word);
}

function taken(field: string, { each, take }: TakeRule, context: Context): readonly string[] {
  const list = listOf(readAt(context.record, each));
  if (list === null) throw reject('invalid-value', field, readAt(context.record, each), 'a list');
  const found = list.map((entry) => readAt(entry, take)).filter((one) => one !== undefined && one !== null && one !== '');
  if (found.some((one) => typeof one === 'object'))
    throw reject('invalid-value', field, found, `a text at ${take} of each entry of ${each}`);
  return found.map(String);
}

function texts(field: string, rule: InRule, context: Context): readonly string[] {
  if (typeof rule === 'object' && 'take' in rule) return taken(field, rule as TakeRule, context);
  if (Array.isArray(rule))
    return rule.flatMap((text) =>
      typeof text !== 'string' ? [] : (render(templateOf(text), context.record as Readonly<Record<string, unknown>>, String) ?? []),
    );
  const value = readAt(context.record, String(rule));
  if (value === undefined || value === null || value === '') return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.some((one) => typeof one === 'object')) throw reject('invalid-value', field, value, 'a list of texts');
  return list.map(String);
}

function names(field: string, rule: InRule, context: Context): Readonly<Record<string, string>> {
  const given =
    typeof rule === 'object' && 'names' in rule
      ? Object.entries(rule.names).map(([name, path]) => [name, readAt(context.record, path)] as const)
      : null;
  const value = given === null ? readAt(context.record, String(rule)) : null;
  if (given === null && value !== undefined && value !== null && (typeof value !== 'object' || Array.isArray(value)))
    throw reject('invalid-value', field, value, 'an object of names and values');
  const entries = given ?? Object.entries(value ?? {});
  return Object.fromEntries(entries.flatMap(([name, one]) => (asText(one) === undefined || one === '' ? [] : [[name, asText(one) ?? '']])));
}

/** A tree made of XML shows a list of one as that one. */
function listOf(value: unknown): readonly unknown[] | null {
  if (value === undefined || value === null || value === '') return [];
  return Array.isArray(value) ? value : typeof value === 'object' ? [value] : null;
}

type RecordsShape = Extract<Shape, { kind: 'records' }>;
type Entry = Readonly<Record<string, string | ScalarRule>>;

function recordOf(field: string, entry: Entry, shape: RecordsShape, context: Context): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...shape.fields].map(([name, inner]) => {
      const own = entry[name];
      return [name, own === undefined ? null : scalar(`${field}.${name}`, own, inner, context)];
    }),
  );
}

/** An entry made of the record itself, or nothing where the record lacks what it needs. */
function madeOf(field: string, entry: Entry, shape: RecordsShape, context: Context): readonly unknown[] {
  try {
    return [recordOf(field, entry, shape, context)];
  } catch (error) {
    if (error instanceof Reject && error.rejected.code === 'missing-value') return [];
    throw error;
  }
}

function records(field: string, rule: InRule, shape: RecordsShape, context: Context): readonly unknown[] {
  if (Array.isArray(rule))
    return rule.flatMap((entry: string | Entry) => (typeof entry === 'string' ? [] : madeOf(field, entry, shape, context)));
  if (typeof rule !== 'object' || !('fields' in rule)) return [];
  const { each, fields } = rule as EachRule;
  const list = listOf(readAt(context.record, each));
  if (list === null) throw reject('invalid-value', field, readAt(context.record, each), 'a list');
  return list.map((record, at) => recordOf(`${field}[${at}]`, fields, shape, { ...context, record }));
}

function fieldOf(name: string, rule: InRule | undefined, shape: Shape, context: Context): unknown {
  if (rule === undefined) return shape.kind === 'names' ? {} : shape.kind === 'texts' || shape.kind === 'records' ? [] : null;
  if (shape.kind === 'texts') return texts(name, rule, context);
  if (shape.kind === 'names') return names(name, rule, context);
  if (shape.kind === 'records') return records(name, rule, shape, context);
  return typeof rule === 'string' || (!Array.isArray(rule) && !('each' in rule) && !('names' in rule))
    ? scalar(name, rule, shape, context)
    : null;
}

/** Where the record stands in an entry. */
export function objectIn(entry: unknown, cut: { readonly object?: string | undefined } | undefined): unknown {
  return cut?.object === undefined ? entry : readAt(entry, cut.object);
}

function mapEntry(model: string, given: ReceiveSettings, entry: unknown, record: unknown, context: Context): Mapped {
  if (typeof record !== 'object' || record === null) throw reject('malformed', 'record', record, 'an object');
  const occurredAt = readTime(readAt(record, given.occurredAt.path), given.occurredAt.time, context.zone);
  if (occurredAt === null)
    throw reject(
      'invalid-value',
      given.occurredAt.path,
      readAt(record, given.occurredAt.path),
      `a time written as ${given.occurredAt.time}`,
    );
  const value = Object.fromEntries(
    [...shapesOfModel(model)].map(([name, shape]) => [name, fieldOf(name, given.fields[name], shape, context)]),
  );
  const deleted = given.deleted !== undefined && holds(given.deleted, entry);
  // The shapes are those of the model's own schema, field by field: what is made here is a record of it.
  return { kind: 'mapped', model, value, occurredAt, deleted } as unknown as Mapped;
}

/** The map of one model, for entries that came by webhook or were asked for. */
export function mapFor(model: ModelName, way: 'webhook' | 'poll'): SourceMap {
  return (body, valueMaps, _attributes, settings) => {
    try {
      const described = compiledSettings(settings);
      const given = described?.receive[model];
      if (described === null || given === undefined)
        throw reject(
          'unknown-format',
          'settings.receive',
          model,
          `receive.${model} in the system's file`,
          'Add it, apply, then repair this message.',
        );
      const reading = readJson(body);
      const entry = reading.kind === 'value' ? reading.value : undefined;
      const record = objectIn(entry, given[way]);
      if (entry === undefined || !isJsonObject(entry) || unsafeText(entry) !== null)
        throw reject('malformed', 'entry', null, 'one entry as it was cut out at the door');
      return mapEntry(model, given, entry, record, { record, valueMaps, zone: described.timezone });
    } catch (error) {
      if (error instanceof Reject) return error.rejected;
      throw error;
    }
  };
}
