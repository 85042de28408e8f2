import type { EntitySchemaColumnOptions } from 'typeorm';
import { decodeOptional, encodeOptional } from '../text.ts';

type Extra = Partial<EntitySchemaColumnOptions>;

const fit = { to: encodeOptional, from: decodeOptional };

/** Text as it comes from sources; see text.ts. */
export const text = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'text', collation: 'C', transformer: fit, ...extra });
export const json = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'text', collation: 'C', ...extra });
export const bigint = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'bigint', ...extra });
export const identity = (): EntitySchemaColumnOptions => ({
  type: 'bigint',
  primary: true,
  generated: 'increment',
});
export const integer = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'integer', ...extra });
export const double = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'double precision', ...extra });
export const flag = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'boolean', ...extra });
export const bytes = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'bytea', ...extra });
export const uuid = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'uuid', ...extra });
/** Always the database's clock. */
export const instant = (extra: Extra = {}): EntitySchemaColumnOptions => ({ type: 'timestamptz', ...extra });
export const key = { primary: true } as const;
export const optional = { nullable: true } as const;
