/** A model that the workspace defines itself: models/<name>.avsc, an Avro record. */
import { type AvroRecord, avroSchemas, CodecError, type Problem as ModelProblem, problemsOfType, typeForSchema } from '#libs/model';
import { type Fields, fieldsOf } from './fields.ts';

export interface OwnModel {
  readonly name: string;
  /** As expressions see a record: its own fields, and `meta`. */
  readonly fields: Fields;
  /**
   * The record with exactly the fields of the model, defaults filled in, fields that the model does not know left out (a newer writer
   * adds some). Or the first thing that keeps it from being one.
   */
  conform(value: unknown): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: ModelProblem };
}

const metaField = fieldsOf(avroSchemas.event).meta;

/** Throws an Error in plain words when the schema is no Avro record, or has a type that the flow language has no word for. */
export function ownModel(name: string, schema: AvroRecord): OwnModel {
  if (schema.type !== 'record') throw new Error('is no Avro record');
  const type = typeForSchema(schema);
  const own = fieldsOf(schema);
  if (Object.hasOwn(own, 'meta')) throw new Error("has a field 'meta', which is the name of the envelope");
  return {
    name,
    fields: { ...own, ...(metaField !== undefined && { meta: metaField }) },
    conform(value) {
      try {
        return { ok: true, value: plain(type.fromBuffer(type.toBuffer(value))) };
      } catch (error) {
        const [problem] = problemsOfType(type, value).filter(({ expected }) => !expected.startsWith('nothing ('));
        if (problem !== undefined) return { ok: false, problem };
        const why = error instanceof CodecError || error instanceof Error ? error.message : String(error);
        return { ok: false, problem: { path: '', expected: `a record of the model ${name}`, got: why.slice(0, 80) } };
      }
    },
  };
}

/** Without the prototypes that the codec gives to records, so that a value is what JSON says it is. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
