/**
 * avsc types that refuse or keep what avsc loses without a word (read in avsc 5.7.9 lib/types.js):
 * lone surrogates become U+FFFD; numbers below -2^52 change their sign; a map key `__proto__` vanishes on reading; `constructor` counts as a symbol of every
 * enum; a Map or Date encodes as an empty map; a block count of 2^40 in a short buffer loops for hours.
 */
import avsc from 'avsc';

/** avsc's cursor over a buffer. Past the end it reads zeros and nothing; `fromBuffer` refuses at the end. */
interface Tap {
  readonly buf: Buffer;
  pos: number;
  readLong(): number;
  readString(): string;
  skipLong(): void;
  skipString(): void;
  writeLong(value: number): void;
  writeString(value: string): void;
}

/** Called with each value that does not fit; `path` is the one passed to `_check`, filled in place. */
type Hook = (value: unknown, type: avsc.Type) => void;

/** What every avsc type does under the hood. */
interface Codec {
  _check(value: unknown, flags?: unknown, hook?: Hook, path?: string[]): boolean;
  _read(tap: Tap): unknown;
  _skip(tap: Tap): void;
  _write(tap: Tap, value: unknown): void;
}
type StrictType = avsc.Type & Codec;
type Options = Partial<avsc.ForSchemaOptions>;

const StringBase = avsc.types.StringType as unknown as new () => StrictType;
const LongBase = avsc.types.LongType as unknown as new () => StrictType;
const EnumBase = avsc.types.EnumType as unknown as new (schema: unknown, options: unknown) => StrictType & { readonly _indices: object };
const ArrayBase = avsc.types.ArrayType as unknown as new (schema: unknown, options: unknown) => StrictType & { readonly itemsType: Codec };
const MapBase = avsc.types.MapType as unknown as new (schema: unknown, options: unknown) => StrictType & { readonly valuesType: Codec };

/** Thrown while encoding or decoding; says what is wrong, never the value itself. */
export class CodecError extends Error {
  override readonly name = 'CodecError';
}

const isEncodable = (value: unknown): value is string => typeof value === 'string' && value.isWellFormed();

class StrictString extends StringBase {
  override _check(value: unknown, _flags?: unknown, hook?: Hook): boolean {
    const fits = isEncodable(value);
    if (!fits) hook?.(value, this);
    return fits;
  }

  override _write(tap: Tap, value: unknown): void {
    if (!isEncodable(value)) throw new CodecError(typeof value === 'string' ? 'text with a lone surrogate' : `not text: ${typeof value}`);
    tap.writeString(value);
  }
}

/** Zigzag doubles a value: below this, avsc's float arithmetic rounds the odd zigzag of a negative number and flips its sign. */
const lowestLong = -(2 ** 52);
const isExactLong = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= lowestLong;

/** A varint as its low 28 bits and the rest, so that neither is ever rounded before it is known to fit. */
function readExactLong(tap: Tap): number {
  let low = 0;
  let high = 0;
  let byte = 0x80;
  for (let shift = 0; byte & 0x80 && shift < 28; shift += 7) {
    byte = tap.buf[tap.pos++] ?? 0;
    low |= (byte & 0x7f) << shift;
  }
  for (let scale = 1; byte & 0x80; scale *= 128) {
    byte = tap.buf[tap.pos++] ?? 0;
    high += (byte & 0x7f) * scale;
  }
  const magnitude = (low >>> 1) + high * 2 ** 27;
  return low & 1 ? -magnitude - 1 : magnitude;
}

class StrictLong extends LongBase {
  override _check(value: unknown, _flags?: unknown, hook?: Hook): boolean {
    const fits = isExactLong(value);
    if (!fits) hook?.(value, this);
    return fits;
  }

  override _read(tap: Tap): number {
    const value = readExactLong(tap);
    if (!Number.isSafeInteger(value)) throw new CodecError('a whole number beyond 2^53 would be rounded');
    return value;
  }

  override _write(tap: Tap, value: unknown): void {
    if (!isExactLong(value)) throw new CodecError('not a whole number from -2^52 to 2^53');
    tap.writeLong(value);
  }
}

class StrictEnum extends EnumBase {
  constructor(schema: unknown, options: unknown) {
    super(schema, options);
    Object.setPrototypeOf(this._indices, null);
  }

  override _check(value: unknown, flags?: unknown, hook?: Hook): boolean {
    if (typeof value === 'string') return super._check(value, flags, hook);
    hook?.(value, this);
    return false;
  }

  override _write(tap: Tap, value: unknown): void {
    if (typeof value !== 'string') throw new CodecError(`not a symbol: ${typeof value}`);
    super._write(tap, value);
  }
}

/** Size of the next block; 0 ends. Every item takes at least a byte, so a count beyond what is left is a lie. */
function blockSize(tap: Tap): number {
  let count = tap.readLong();
  if (count < 0) {
    count = -count;
    tap.skipLong();
  }
  if (count > tap.buf.length - tap.pos) {
    if (count === 0) return 0;
    throw new CodecError('a block counts more items than there are bytes');
  }
  return count;
}

class StrictArray extends ArrayBase {
  override _read(tap: Tap): unknown[] {
    const items: unknown[] = [];
    for (let count = blockSize(tap); count > 0; count = blockSize(tap)) {
      for (let left = count; left > 0; left -= 1) items.push(this.itemsType._read(tap));
    }
    return items;
  }

  override _skip(tap: Tap): void {
    for (let count = blockSize(tap); count > 0; count = blockSize(tap)) {
      for (let left = count; left > 0; left -= 1) this.itemsType._skip(tap);
    }
  }
}

/** Plain objects of any realm, and those without a prototype. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

class StrictMap extends MapBase {
  override _check(value: unknown, flags?: unknown, hook?: Hook, path?: string[]): boolean {
    if (!isPlain(value)) {
      hook?.(value, this);
      return false;
    }
    const badKeys = Object.keys(value).filter((key) => !key.isWellFormed());
    for (const key of badKeys) {
      path?.push(key);
      hook?.(key, this);
      path?.pop();
    }
    return super._check(value, flags, hook, path) && badKeys.length === 0;
  }

  override _read(tap: Tap): Record<string, unknown> {
    const entries: Record<string, unknown> = {};
    for (let count = blockSize(tap); count > 0; count = blockSize(tap)) {
      for (let left = count; left > 0; left -= 1) {
        const key = tap.readString();
        const value = this.valuesType._read(tap);
        if (key === '__proto__') Object.defineProperty(entries, key, { value, enumerable: true, writable: true, configurable: true });
        else entries[key] = value;
      }
    }
    return entries;
  }

  override _skip(tap: Tap): void {
    for (let count = blockSize(tap); count > 0; count = blockSize(tap)) {
      for (let left = count; left > 0; left -= 1) {
        tap.skipString();
        this.valuesType._skip(tap);
      }
    }
  }

  override _write(tap: Tap, value: unknown): void {
    if (!isPlain(value)) throw new CodecError('not a plain object');
    const keys = Object.keys(value);
    if (keys.length > 0) {
      tap.writeLong(keys.length);
      for (const key of keys) {
        if (!key.isWellFormed()) throw new CodecError('a key with a lone surrogate');
        tap.writeString(key);
        this.valuesType._write(tap, value[key]);
      }
    }
    tap.writeLong(0);
  }
}

/** avsc's typeHook: the strict type for a schema, or undefined where avsc's own will do. */
function strictType(schema: unknown, options: Options): StrictType | undefined {
  const kind = typeof schema === 'object' && schema !== null && 'type' in schema ? schema.type : schema;
  if (kind === 'string') return new StrictString();
  if (kind === 'long') return new StrictLong();
  if (kind === 'enum') return new StrictEnum(schema, options);
  if (kind === 'array') return new StrictArray(schema, options);
  if (kind === 'map') return new StrictMap(schema, options);
  return undefined;
}

/** avsc encodes into one buffer of 1 KiB per process and does the work twice when a record is longer: room for all but a few. */
const sharedBufferBytes = 65_536;
(avsc.Type as unknown as { __reset(bytes: number): void }).__reset(sharedBufferBytes);

/**
 * The type of any Avro schema, strict as above; longs and timestamps are numbers, bytes are Buffers, unions unwrapped.
 * Each call has names of its own, so that two versions of one record can be built side by side.
 * Throws what avsc throws when the schema is not Avro.
 */
export function typeForSchema(schema: unknown): avsc.Type {
  return avsc.Type.forSchema(schema as avsc.Schema, { registry: {}, wrapUnions: 'never', omitRecordMethods: true, typeHook: strictType });
}
