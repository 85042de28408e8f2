/** The canonical models as the flow language sees them. */
import { avroSchemas, models as canonical } from '#libs/model';
import { type Fields, fieldsOf } from './fields.ts';

export const modelNames: readonly string[] = canonical;

/** Fields of each canonical model, by the name under which expressions see a record. */
const fields: ReadonlyMap<string, Fields> = new Map(canonical.map((model) => [model, fieldsOf(avroSchemas[model])]));

/** Undefined when there is no such model. */
export const modelFields = (model: string): Fields | undefined => fields.get(model);
