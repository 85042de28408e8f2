/**
 * Walks over an Avro body without building anything, to bound what decoding it may cost: a few hostile bytes can announce an array of
 * 2^40 nulls or a list nested a million deep, and a decoder believes them. Compiled once per writer schema.
 */

/** Most items of arrays and maps in one record. */
const MAX_ITEMS = 100_000;
const MAX_DEPTH = 64;

/** Why a body is refused. */
export class SkimError extends Error {
  override readonly name = 'SkimError';
}

interface Cursor {
  readonly bytes: Buffer;
  at: number;
  items: number;
  depth: number;
}

type Step = (cursor: Cursor) => void;

/** Throws SkimError when `body` is not exactly one value of the schema, or a value beyond the limits. */
export type Skim = (body: Buffer) => void;

/** A skimmer for a schema whose names are full names, as avsc's `type.schema()` gives it. @throws Error for a type it does not know. */
export function compileSkim(schema: unknown): Skim {
  const step = compile(schema, new Map());
  return (body) => {
    const cursor: Cursor = { bytes: body, at: 0, items: 0, depth: 0 };
    step(cursor);
    if (cursor.at !== body.length) throw new SkimError(`${body.length - cursor.at} bytes too many`);
  };
}

function compile(schema: unknown, named: Map<string, Step>): Step {
  if (typeof schema === 'string') return named.get(schema) ?? primitive(schema);
  if (Array.isArray(schema)) return union(schema.map((branch) => compile(branch, named)));
  if (typeof schema !== 'object' || schema === null) throw new Error(`not a schema: ${String(schema)}`);
  const { type, name, ...rest } = schema as Record<string, unknown>;
  if (typeof type !== 'string') return compile(type, named);
  if (type === 'record' || type === 'error') return record(String(name), rest.fields, named);
  if (type === 'array') return blocks(compile(rest.items, named));
  if (type === 'map') return blocks(entry(compile(rest.values, named)));
  if (type === 'enum') return define(name, named, enumeration(rest.symbols));
  if (type === 'fixed') return define(name, named, (cursor) => advance(cursor, Number(rest.size)));
  return compile(type, named);
}

function primitive(type: string): Step {
  if (type === 'null') return () => undefined;
  if (type === 'boolean') return (cursor) => advance(cursor, 1);
  if (type === 'int' || type === 'long') return (cursor) => void readLong(cursor);
  if (type === 'float') return (cursor) => advance(cursor, 4);
  if (type === 'double') return (cursor) => advance(cursor, 8);
  if (type === 'bytes' || type === 'string') return skipBytes;
  throw new Error(`unknown Avro type ${type}`);
}

function define(name: unknown, named: Map<string, Step>, step: Step): Step {
  if (typeof name === 'string') named.set(name, step);
  return step;
}

/** Defined before its fields are compiled: a field may name the record it is in. */
function record(name: string, fields: unknown, named: Map<string, Step>): Step {
  const steps: Step[] = [];
  const step: Step = (cursor) => {
    cursor.depth += 1;
    if (cursor.depth > MAX_DEPTH) throw new SkimError(`nested deeper than ${MAX_DEPTH}`);
    for (const field of steps) field(cursor);
    cursor.depth -= 1;
  };
  named.set(name, step);
  for (const field of Array.isArray(fields) ? fields : []) steps.push(compile((field as { type: unknown }).type, named));
  return step;
}

function enumeration(symbols: unknown): Step {
  const count = Array.isArray(symbols) ? symbols.length : 0;
  return (cursor) => void branch(cursor, count);
}

function union(branches: Step[]): Step {
  return (cursor) => branches[branch(cursor, branches.length)]?.(cursor);
}

function branch(cursor: Cursor, count: number): number {
  const index = readLong(cursor);
  if (index < 0 || index >= count) throw new SkimError(`branch ${index} of ${count}`);
  return index;
}

function entry(value: Step): Step {
  return (cursor) => {
    skipBytes(cursor);
    value(cursor);
  };
}

/** Arrays and maps come in blocks, each led by its count; a negative count is followed by the block's size in bytes. The last count is 0. */
function blocks(item: Step): Step {
  return (cursor) => {
    for (let count = readLong(cursor); count !== 0; count = readLong(cursor)) {
      if (count < 0) {
        readLong(cursor);
        count = -count;
      }
      cursor.items += count;
      if (cursor.items > MAX_ITEMS) throw new SkimError(`more than ${MAX_ITEMS} items`);
      for (let left = count; left > 0; left -= 1) item(cursor);
    }
  };
}

function skipBytes(cursor: Cursor): void {
  advance(cursor, readLong(cursor));
}

function advance(cursor: Cursor, size: number): void {
  if (size < 0 || size > cursor.bytes.length - cursor.at) throw new SkimError('cut short');
  cursor.at += size;
}

/** A zigzag varint as a number; beyond 2^53 it is only good for being refused, which is what its readers do. */
function readLong(cursor: Cursor): number {
  let value = 0;
  let factor = 1;
  for (let read = 0; read < 10; read += 1) {
    const byte = cursor.bytes[cursor.at];
    if (byte === undefined) throw new SkimError('cut short');
    cursor.at += 1;
    value += (byte & 0x7f) * factor;
    if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    factor *= 128;
  }
  throw new SkimError('a number of more than 10 bytes');
}
