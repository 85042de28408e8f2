/**
 * The types that the flow language knows, and how a model is described in them. `FieldsOf<T>` ties a description to the
 * generated type: a field that was added, removed or retyped in the model no longer compiles here.
 */
export type FieldType =
  | { readonly kind: 'string' | 'int' | 'bool' | 'map' }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: FieldType }
  | { readonly kind: 'record'; readonly fields: Fields };

export interface Field {
  readonly type: FieldType;
  readonly nullable: boolean;
}
export type Fields = Readonly<Record<string, Field>>;

interface Typed<T> {
  readonly type: FieldType;
  /** Never set: carries the TypeScript type for comparison. */
  readonly of?: T;
}
interface TypedField<T> extends Field {
  readonly of?: T;
}
export type FieldsOf<T> = { readonly [K in keyof T]-?: TypedField<T[K]> };

const plain = <T>(type: FieldType): Typed<T> => ({ type });
export const text = plain<string>({ kind: 'string' });
export const int = plain<number>({ kind: 'int' });
export const bool = plain<boolean>({ kind: 'bool' });
export const textMap = plain<Record<string, string>>({ kind: 'map' });

/** All values of a closed set; the compiler refuses a missing or an unknown one. */
export function values<T extends string>(all: Readonly<Record<T, true>>): Typed<T> {
  return plain<T>({ kind: 'enum', values: Object.keys(all) });
}
export function record<T>(fields: FieldsOf<T>): Typed<T> {
  return plain<T>({ kind: 'record', fields: fields as unknown as Fields });
}
export function list<T>(of: Typed<T>): Typed<T[]> {
  return plain<T[]>({ kind: 'list', of: of.type });
}
export function req<T>(typed: Typed<T>): TypedField<T> {
  return { type: typed.type, nullable: false };
}
export function opt<T>(typed: Typed<T>): TypedField<T | null> {
  return { type: typed.type, nullable: true };
}

/** A type in words, for messages. */
export function typeText(type: FieldType): string {
  switch (type.kind) {
    case 'string':
      return 'text';
    case 'int':
      return 'a whole number';
    case 'bool':
      return 'true or false';
    case 'map':
      return 'a map of texts';
    case 'enum':
      return `one of ${type.values.join(', ')}`;
    case 'list':
      return `a list of ${typeText(type.of)}`;
    case 'record':
      return 'a group of fields';
  }
}
