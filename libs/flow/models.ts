/** The models as the flow language sees them: the canonical ones, and those that a workspace defines itself. */
import { avroSchemas, models as canonical } from '#libs/model';
import { type Fields, fieldsOf } from './fields.ts';
import type { OwnModel } from './own-model.ts';

/** Carries the records of all own models, so no flow names it. */
const carrier = 'custom';

const canonicalNames: readonly string[] = canonical.filter((model) => model !== carrier);

/** Fields of each canonical model, by the name under which expressions see a record. */
const canonicalFields: ReadonlyMap<string, Fields> = new Map(
  canonical.filter((model) => model !== carrier).map((model) => [model, fieldsOf(avroSchemas[model])]),
);

/** What flows of one workspace may name. */
export interface Models {
  readonly names: readonly string[];
  /** Undefined when there is no such model. */
  fields(model: string): Fields | undefined;
  /** True for a model of the workspace's own. */
  isOwn(model: string): boolean;
}

/** A canonical name can't be taken by a model of the workspace's own: the canonical one counts. */
export function modelsWith(own: readonly Pick<OwnModel, 'name' | 'fields'>[]): Models {
  const fields = new Map([...own.map((model) => [model.name, model.fields] as const), ...canonicalFields]);
  return {
    names: [...fields.keys()].sort(),
    fields: (model) => fields.get(model),
    isOwn: (model) => fields.has(model) && !canonicalFields.has(model),
  };
}

/** A workspace without models of its own. */
export const canonicalModels: Models = modelsWith([]);

/** Names that no model of a workspace's own may take: the canonical ones, the carrier, and words of the flow language. */
export const reservedNames: readonly string[] = [...canonicalNames, carrier, 'route', 'context'];
