import { isJsonObject, type Json, ownField } from '#libs/connector-kit';

/** Value at a path of a JSON record; undefined when some step on the way has none. */
export function at(record: Json, path: string): Json | undefined {
  return path.split('.').reduce<Json | undefined>((value, name) => (isJsonObject(value) ? ownField(value, name) : undefined), record);
}

/** A text or number as text; null for anything else, and for nothing. */
export function textAt(record: Json, path: string): string | null {
  const value = at(record, path);
  return (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
