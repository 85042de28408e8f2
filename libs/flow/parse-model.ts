/** models/<name>.avsc -> a model of the workspace's own, or where and why it is none. */
import type { AvroField, AvroRecord } from '#libs/model';
import { reservedNames } from './models.ts';
import { type OwnModel, ownModel } from './own-model.ts';
import type { DocPath, Finding } from './problem.ts';

/** Expressions name a record by its model. */
const namePattern = /^[a-z][a-zA-Z0-9_]{0,59}$/;

export type ParsedModel =
  | { readonly ok: true; readonly model: OwnModel }
  | { readonly ok: false; readonly path: DocPath; readonly finding: Finding };

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const fault = (path: DocPath, finding: Finding): ParsedModel => ({ ok: false, path, finding });

/** `file` names the model; `data` is what the file holds. */
export function parseModel(file: string, data: unknown): ParsedModel {
  const name = /([^/]+)\.avsc$/.exec(file)?.[1] ?? '';
  if (!namePattern.test(name))
    return fault([], {
      message: `'${name}' is no name for a model`,
      expected: 'letters, digits and _, a small letter first',
      hint: 'rename the file',
    });
  if (reservedNames.includes(name))
    return fault([], {
      message: `'${name}' is a canonical model, or a word of the flow language`,
      expected: 'another name',
      hint: 'rename the file',
    });
  const fields = typeof data === 'object' && data !== null && 'fields' in data ? data.fields : undefined;
  if (!Array.isArray(fields))
    return fault([], {
      message: 'is no Avro record',
      expected: '{ "type": "record", "name": ..., "fields": [...] }',
      hint: 'see docs/how-to/own-models.md',
    });
  const schema = data as AvroRecord;
  try {
    return { ok: true, model: ownModel(name, schema) };
  } catch (error) {
    return fault(firstBad(name, schema), {
      message: why(error),
      expected:
        'an Avro type that flows can read: text, whole numbers (int, long), numbers with a fraction (double), true or false, enums, lists, maps of texts, records; or one of them and null',
      hint: 'correct the schema; a decimal travels as text, which keeps every digit, or as a whole number of its smallest unit; a float is a double',
    });
  }
}

/** The field at which the schema stops being one; the whole file when it is none of them. */
function firstBad(name: string, schema: AvroRecord): DocPath {
  const fails = (fields: readonly AvroField[]): boolean => {
    try {
      ownModel(name, { ...schema, fields });
      return false;
    } catch {
      return true; // the message is told by whoever asked
    }
  };
  const at = schema.fields.findIndex((_field, i) => fails(schema.fields.slice(0, i + 1)));
  return at < 0 || fails([]) ? [] : ['fields', at];
}
