/** The wire form of each model: plain Avro binary; the log adds the registry's frame. */
import type avsc from 'avsc';
import { avroSchemas } from './generated/schemas.ts';
import type { ModelName, Models } from './generated/types.ts';
import { CodecError, typeForSchema } from './strict-types.ts';

const types = new Map<ModelName, avsc.Type>();

/** The avsc type of a model, built at first use. Its toBuffer and fromBuffer refuse what they can't carry unchanged. */
export function typeOf(name: ModelName): avsc.Type {
  const known = types.get(name);
  if (known !== undefined) return known;
  const type = typeForSchema(avroSchemas[name]);
  types.set(name, type);
  return type;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Avro binary of a record. Throws CodecError when it does not fit the model; `problemsOf` says where. */
export function encode<N extends ModelName>(name: N, value: Models[N]): Buffer {
  try {
    return typeOf(name).toBuffer(value);
  } catch (error) {
    throw new CodecError(`not encodable as ${name}: ${messageOf(error)}`, { cause: error });
  }
}

/** A record from Avro binary written with the same schema. Throws CodecError on anything else, in time linear in its length. */
export function decode<N extends ModelName>(name: N, bytes: Buffer): Models[N] {
  try {
    return typeOf(name).fromBuffer(bytes) as Models[N];
  } catch (error) {
    throw new CodecError(`not decodable as ${name}: ${messageOf(error)}`, { cause: error });
  }
}
